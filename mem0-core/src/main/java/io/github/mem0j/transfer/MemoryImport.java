package io.github.mem0j.transfer;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelateResult;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoreCorruptedException;
import io.github.mem0j.store.StoredMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what {@link MemoryExport} wrote. A damaged file is refused with the number of the line. */
public final class MemoryImport {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryImport.class);
    private static final int BATCH = 500;

    /**
     * What was read.
     *
     * @param memories how many memories
     * @param relations how many relations
     * @param relationsSkipped relations left out because one end is not there, as when it was deleted while the export
     *     ran, or expired since
     */
    public record Report(long memories, long relations, long relationsSkipped) {}

    private MemoryImport() {}

    /**
     * Puts the memories of a file into a store, replacing what it has under their ids. The whole file is read and
     * checked before anything is stored.
     *
     * @throws StoreCorruptedException if the file is damaged; the message names line and column
     * @throws io.github.mem0j.store.StoreRejectedException if the store's embedding space is another
     * @throws IOException if the file cannot be read
     */
    public static Report fromFile(Path file, MemoryStore store) throws IOException {
        try (ExportReader reader = ExportReader.open(file)) {
            while (reader.next() != null) {
                // reading is checking
            }
        }
        return fill(file, store);
    }

    /**
     * The memories of a file in a new embedded store.
     *
     * @throws StoreCorruptedException if the file is damaged; the message names line and column
     * @throws IOException if the file cannot be read
     */
    public static EmbeddedMemoryStore load(Path file, EmbeddedMemoryStore.Builder builder) throws IOException {
        EmbeddedMemoryStore store = builder.build();
        fill(file, store); // read once: if it is damaged, nobody has seen the store
        return store;
    }

    private static Report fill(Path file, MemoryStore store) throws IOException {
        StoreAdmin admin = StoreAdmin.of(store);
        Map<MemoryScope, List<Relation>> relations = new LinkedHashMap<>();
        long count = 0;
        try (ExportReader reader = ExportReader.open(file)) {
            List<StoredMemory> batch = new ArrayList<>(BATCH);
            for (StoredMemory stored = reader.next(); stored != null; stored = reader.next()) {
                batch.add(stored);
                if (!stored.relations().isEmpty()) {
                    relations
                            .computeIfAbsent(stored.memory().scope().owner(), owner -> new ArrayList<>())
                            .addAll(stored.relations());
                }
                if (batch.size() == BATCH) {
                    restore(admin, reader.space(), batch);
                }
                count++;
            }
            restore(admin, reader.space(), batch);
        }
        return relate(store, relations, count);
    }

    private static void restore(StoreAdmin admin, EmbeddingSpace space, List<StoredMemory> batch) {
        if (!batch.isEmpty()) {
            admin.restore(space, List.copyOf(batch));
            batch.clear();
        }
    }

    private static Report relate(MemoryStore store, Map<MemoryScope, List<Relation>> byOwner, long memories) {
        long applied = 0;
        long skipped = 0;
        for (Map.Entry<MemoryScope, List<Relation>> entry : byOwner.entrySet()) {
            List<Relation> all = entry.getValue();
            for (int from = 0; from < all.size(); from += BATCH) {
                List<Relation> some = all.subList(from, Math.min(all.size(), from + BATCH));
                RelateResult result = store.relate(RelateRequest.of(entry.getKey(), some));
                long done = result.outcomes().stream()
                        .filter(RelateResult.Outcome.APPLIED::equals)
                        .count();
                applied += done;
                skipped += some.size() - done;
            }
        }
        if (skipped > 0) {
            LOG.warn("left out {} of {} relations: one end of each is not there", skipped, applied + skipped);
        }
        return new Report(memories, applied, skipped);
    }
}
