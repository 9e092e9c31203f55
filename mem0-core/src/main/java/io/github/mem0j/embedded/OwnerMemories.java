package io.github.mem0j.embedded;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryIds;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.StoredMemory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * Everything one owner has: the tables and their indexes, kept in step with each other. {@link #lock} is held by every
 * caller, shared for reading and exclusive for writing, so that each operation sees and leaves one consistent state.
 */
final class OwnerMemories {
    /** The order of lists, without needing a memory to name a place in it. */
    record Place(Instant createdAt, UUID id) {
        static final Comparator<Place> NEWEST_FIRST = Comparator.comparing(Place::createdAt)
                .thenComparing(Place::id, MemoryIds.ORDER)
                .reversed();

        static Place of(Memory memory) {
            return new Place(memory.createdAt(), memory.id());
        }
    }

    final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    final VectorTable vectors;
    final RelationTable relations = new RelationTable();
    final NavigableMap<UUID, Row> rows = new TreeMap<>(MemoryIds.ORDER);
    final NavigableMap<Place, Row> newestFirst = new TreeMap<>(Place.NEWEST_FIRST);

    /** Set when this owner has been erased and left the store; who still holds this must look again. */
    boolean retired;

    private final List<Row> bySlot = new ArrayList<>();
    private final Map<Row.TextKey, Row> byText = new HashMap<>();

    /** Memories that are hidden: their versions go on from there when they are added again. */
    private final Map<UUID, Hidden> hidden = new HashMap<>();

    /** What is left of a hidden memory; its scope says which hard deletes reach it. */
    private record Hidden(MemoryScope scope, long version) {}

    OwnerMemories(int dimensions) {
        vectors = new VectorTable(dimensions);
    }

    /** The row if it is there and has not expired. */
    @Nullable
    Row live(UUID id, Instant now) {
        Row row = rows.get(id);
        return row == null || row.memory.isExpired(now) ? null : row;
    }

    /** The row, which is known to be there. */
    Row at(UUID id) {
        return Objects.requireNonNull(rows.get(id));
    }

    Row atSlot(int slot) {
        return bySlot.get(slot);
    }

    /** The live row that answers for a text among deduplicated ones. */
    @Nullable
    Row holding(Row.TextKey text, Instant now) {
        Row row = byText.get(text);
        return row == null || row.memory.isExpired(now) ? null : row;
    }

    /** The version that a memory added under this id gets. */
    long nextVersion(UUID id) {
        Row expired = rows.get(id);
        Hidden last = hidden.get(id);
        return 1 + (expired != null ? expired.memory.version() : last != null ? last.version : 0);
    }

    /** Puts a memory in, in place of whatever has its id; relations of that are gone. */
    void insert(Memory memory, Embedding embedding, boolean deduplicated) {
        Row before = rows.get(memory.id());
        if (before != null) {
            remove(before, false);
        }
        hidden.remove(memory.id());
        Row row = new Row(memory.withEmbedding(null), vectors.size());
        vectors.append(embedding);
        bySlot.add(row);
        rows.put(memory.id(), row);
        newestFirst.put(Place.of(memory), row);
        if (deduplicated) {
            holdText(row);
        }
    }

    /** As {@link #insert}, but what is live under the id keeps its relations. */
    void restore(Memory memory, Embedding embedding, boolean deduplicated, Instant now) {
        Row row = live(memory.id(), now);
        if (row == null) {
            insert(memory, embedding, deduplicated);
            return;
        }
        releaseText(row);
        newestFirst.remove(Place.of(row.memory));
        row.memory = memory.withEmbedding(null);
        newestFirst.put(Place.of(memory), row);
        vectors.set(row.slot, embedding);
        if (deduplicated) {
            holdText(row);
        }
    }

    private void holdText(Row row) {
        Row expired = byText.put(Row.TextKey.of(row.memory), row);
        row.deduplicated = true;
        if (expired != null) {
            expired.deduplicated = false;
        }
    }

    private void releaseText(Row row) {
        if (row.deduplicated) {
            byText.remove(Row.TextKey.of(row.memory));
            row.deduplicated = false;
        }
    }

    /** Changes a row in place; only its creation time is sure to stay. */
    void change(Row row, Memory after, @Nullable Embedding embedding) {
        if (!after.text().equals(row.memory.text())) {
            releaseText(row);
        }
        row.memory = after.withEmbedding(null);
        if (embedding != null) {
            vectors.set(row.slot, embedding);
        }
    }

    /** Takes a row and its relations out; hidden ones leave their version behind. */
    void remove(Row row, boolean hide) {
        UUID id = row.memory.id();
        rows.remove(id);
        newestFirst.remove(Place.of(row.memory));
        relations.remove(id);
        releaseText(row);
        if (hide) {
            hidden.put(id, new Hidden(row.memory.scope(), row.memory.version()));
        }
        vectors.remove(row.slot);
        Row last = bySlot.remove(bySlot.size() - 1);
        if (last != row) {
            bySlot.set(row.slot, last);
            last.slot = row.slot;
        }
    }

    /** Forgets that these were ever here, as far as they were in scope. */
    void forgetHidden(MemoryScope scope, Collection<UUID> ids) {
        for (UUID id : ids) {
            hidden.computeIfPresent(id, (key, last) -> scope.covers(last.scope) ? null : last);
        }
    }

    /** Forgets all that was hidden in scope. */
    void forgetHidden(MemoryScope scope) {
        hidden.values().removeIf(last -> scope.covers(last.scope));
    }

    Memory withEmbedding(Row row, boolean wanted) {
        return wanted ? row.memory.withEmbedding(vectors.get(row.slot)) : row.memory;
    }

    StoredMemory stored(Row row, Instant now) {
        List<Relation> outgoing = relations.startingFrom(row.memory.id(), id -> live(id, now) != null);
        return new StoredMemory(withEmbedding(row, true), row.deduplicated, outgoing);
    }
}
