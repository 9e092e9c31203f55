package io.github.mem0j.feed;

import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.ReadRequest;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoredMemory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Makes a target what the source is now, memory by memory; however often, and wherever an earlier attempt ended. What had
 * ended goes first, so that a memory that is there again keeps nothing of its former life; then memories are put as they
 * are, and then the relations of both their ends: whichever end comes last brings them.
 */
final class Projection {
    private static final int MOST_RELATIONS = 2_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final StoreAdmin source;
    private final MemoryStore target;
    private final StoreAdmin targetAdmin;

    Projection(MemoryStore source, MemoryStore target) {
        this.source = StoreAdmin.of(source);
        this.target = target;
        this.targetAdmin = StoreAdmin.of(target);
    }

    void apply(List<OwnerChanges> all) {
        all.forEach(this::apply);
    }

    private void apply(OwnerChanges changes) {
        PresentState present = changes.present();
        Set<UUID> gone = new LinkedHashSet<>(changes.ids());
        present.memories().forEach(stored -> gone.remove(stored.memory().id()));
        gone.addAll(changes.ended());
        remove(changes.owner(), List.copyOf(gone));
        if (!present.memories().isEmpty()) {
            EmbeddingSpace space = source.space().orElseThrow();
            for (List<StoredMemory> some : parts(present.memories(), ReadRequest.MAX_LIMIT)) {
                targetAdmin.restore(space, some);
            }
            relate(changes.owner(), present);
        }
    }

    private void remove(MemoryScope owner, List<UUID> ids) {
        for (List<UUID> some : parts(ids, ReadRequest.MAX_LIMIT)) {
            Object unused =
                    target.delete(DeleteRequest.ids(owner, some).asHard().withDeadline(Deadline.after(PATIENCE)));
        }
    }

    /** An end that is not there yet is on the feed itself. */
    private void relate(MemoryScope owner, PresentState present) {
        Set<Relation> relations = new HashSet<>(present.incoming());
        present.memories().forEach(stored -> relations.addAll(stored.relations()));
        for (List<Relation> some : parts(List.copyOf(relations), MOST_RELATIONS)) {
            Object unused = target.relate(RelateRequest.of(owner, some).withDeadline(Deadline.after(PATIENCE)));
        }
    }

    private static <T> List<List<T>> parts(List<T> all, int size) {
        List<List<T>> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += size) {
            parts.add(all.subList(from, Math.min(all.size(), from + size)));
        }
        return parts;
    }
}
