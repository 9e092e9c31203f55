package io.github.mem0j.cache;

import io.github.mem0j.embedded.MemoryTable;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelateResult;
import io.github.mem0j.store.StoreResult;
import io.github.mem0j.store.UpdateRequest;
import io.github.mem0j.store.UpdateResult;
import io.github.mem0j.store.WriteRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a write of this JVM does to what is held, told from its request and its result. */
final class OwnWrites {
    /** What a row of a table takes beside its memory and its vector: itself, two nodes of trees, its place. */
    static final int ROW = 150;

    /** What a relation takes: key, weight, ids and type, and its place at both ends. */
    private static final int RELATION = 264;

    /** What an end takes: its place among the ends, and the map of its relations. */
    private static final int END = 112;

    private final UnaryOperator<Embedding> asStored;

    /** @param asStored {@link io.github.mem0j.store.StoreAdmin#asStored} */
    OwnWrites(UnaryOperator<Embedding> asStored) {
        this.asStored = asStored;
    }

    /** The bytes that it adds, or null if nobody can say what the write did. */
    @Nullable
    Long apply(HeldOwner.Contents held, WriteRequest request, StoreResult result) {
        return held.table().<@Nullable Long>change(table -> {
            if (request instanceof AddRequest add) {
                return add(table, add, (AddResult) result);
            }
            if (request instanceof UpdateRequest update) {
                return update(table, update, (UpdateResult) result);
            }
            if (request instanceof DeleteRequest delete && delete.selection() instanceof DeleteRequest.Ids ids) {
                return delete(table, delete, ids);
            }
            if (request instanceof RelateRequest relate) {
                return held.relationsSeen() == null ? Long.valueOf(0) : relate(table, relate, (RelateResult) result);
            }
            return null; // what a filter met, the store knows
        });
    }

    static long bytes(Memory memory) {
        return ROW + Weights.of(memory) + Weights.withinOwner(memory.scope());
    }

    static long relationBytes(MemoryTable table) {
        return (long) table.relationCount() * RELATION + (long) table.relatedCount() * END;
    }

    private Long add(MemoryTable.Changes table, AddRequest request, AddResult result) {
        long bytes = 0;
        for (int i = 0; i < request.memories().size(); i++) {
            AddResult.Item item = result.items().get(i);
            if (item.outcome() == AddResult.Outcome.DUPLICATE) {
                continue;
            }
            NewMemory added = request.memories().get(i);
            Memory before = table.find(item.id()).orElse(null);
            boolean seen = before != null
                    && !before.isExpired(item.updatedAt())
                    && before.version() >= item.version()
                    && !before.updatedAt().isBefore(item.updatedAt());
            if (seen) {
                continue;
            }
            Memory memory = new Memory(
                    item.id(),
                    request.scope(),
                    added.text(),
                    added.metadata(),
                    item.createdAt(),
                    item.updatedAt(),
                    added.expiresAt(),
                    item.version(),
                    null);
            if (before != null && item.outcome() == AddResult.Outcome.CREATED) {
                table.remove(List.of(item.id())); // another memory, without the relations of the one before
            }
            table.put(memory, asStored.apply(added.embedding()));
            bytes += bytes(memory) - (before == null ? 0 : bytes(before));
        }
        return bytes;
    }

    private @Nullable Long update(MemoryTable.Changes table, UpdateRequest request, UpdateResult result) {
        if (result.outcome() == UpdateResult.Outcome.NOT_FOUND) {
            return 0L;
        }
        Memory before = table.find(request.id()).orElse(null);
        if (before != null && before.version() >= result.version()) {
            // Seen already; or versions started again, elsewhere.
            return before.updatedAt().isBefore(Objects.requireNonNull(result.updatedAt())) ? null : Long.valueOf(0);
        }
        if (before == null || before.version() + 1 != result.version()) {
            return null;
        }
        Memory after = request.change().applyTo(before, Objects.requireNonNull(result.updatedAt()));
        Embedding embedding = request.change().embedding();
        if (embedding == null) {
            table.put(after);
        } else {
            table.put(after.withEmbedding(null), asStored.apply(embedding));
        }
        return bytes(after.withEmbedding(null)) - bytes(before);
    }

    private static Long delete(MemoryTable.Changes table, DeleteRequest request, DeleteRequest.Ids ids) {
        List<Memory> gone = ids.ids().stream()
                .flatMap(id -> table.find(id).stream())
                .filter(memory -> request.scope().covers(memory.scope()))
                .toList();
        table.remove(gone.stream().map(Memory::id).toList());
        return -gone.stream().mapToLong(OwnWrites::bytes).sum();
    }

    private static Long relate(MemoryTable.Changes table, RelateRequest request, RelateResult result) {
        List<Relation> applied = new ArrayList<>();
        for (int i = 0; i < request.relations().size(); i++) {
            if (result.outcomes().get(i) == RelateResult.Outcome.APPLIED) {
                applied.add(request.relations().get(i));
            }
        }
        table.relate(applied);
        return 0L; // relations are counted
    }
}
