package io.github.mem0j.transfer;

import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.ScanPage;
import io.github.mem0j.store.ScanRequest;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoredMemory;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;

/**
 * Copies all live memories of one store into another, exactly: ids, times, versions and relations too. What the target
 * has under the same ids is replaced, so a copy can be repeated after a failure.
 */
public final class MemoryCopy {
    /** Small enough that a page's texts can be embedded together. */
    private static final int PAGE = 64;

    private MemoryCopy() {}

    /** Copies between stores of one embedding space, as from the embedded store to a server. */
    public static TransferReport copy(MemoryStore source, MemoryStore target, LongConsumer progress) {
        return StoreAdmin.of(source)
                .space()
                .map(space -> copy(source, target, space, page -> page, progress))
                .orElseGet(() -> new TransferReport(0, 0, 0));
    }

    /**
     * Copies with a change on the way.
     *
     * @param space of the changed memories
     * @param change what becomes of each page of memories, one for one
     * @param progress told after each page how many memories are done
     */
    public static TransferReport copy(
            MemoryStore source,
            MemoryStore target,
            EmbeddingSpace space,
            UnaryOperator<List<StoredMemory>> change,
            LongConsumer progress) {
        if (source == target) {
            throw new IllegalArgumentException("a store cannot be copied into itself; use a new one");
        }
        StoreAdmin from = StoreAdmin.of(source);
        StoreAdmin to = StoreAdmin.of(target);
        PendingRelations relations = new PendingRelations();
        long done = 0;
        ScanRequest request = ScanRequest.all().withLimit(PAGE);
        ScanPage page;
        do {
            page = from.scan(request);
            if (!page.memories().isEmpty()) {
                to.restore(space, change.apply(page.memories()));
                page.memories().forEach(relations::add);
                done += page.memories().size();
                progress.accept(done);
            }
            request = request.after(page.next());
        } while (page.next() != null);
        return relations.applyTo(target);
    }
}
