package io.github.mem0j.testkit;

import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Relation;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a {@link NaiveMemoryStore} holds: two lists in effect, looked through from end to end. Guarded by the store. */
final class NaiveRows {
    /** Ids are unique within an owner only. */
    record Key(MemoryScope owner, UUID id) {}

    /**
     * One memory that was ever added and not removed for good.
     *
     * @param memory with its embedding
     * @param deduplicated whether it answers for its text
     * @param hidden whether it was softly deleted; all that counts of it then is its scope and version
     */
    record Row(Memory memory, boolean deduplicated, boolean hidden) {
        Key key() {
            return new Key(memory.scope().owner(), memory.id());
        }
    }

    /** Everything about a relation but its weight. */
    record RelationKey(MemoryScope owner, UUID from, UUID to, String type) {
        boolean touches(Key key) {
            return owner.equals(key.owner) && (from.equals(key.id) || to.equals(key.id));
        }
    }

    /** As text, ids have the order of their unsigned bytes. */
    static final Comparator<Memory> BY_ID =
            Comparator.comparing(memory -> memory.id().toString());

    final Map<Key, Row> rows = new LinkedHashMap<>();
    final Map<RelationKey, Double> relations = new LinkedHashMap<>();
    private final Clock clock;

    NaiveRows(Clock clock) {
        this.clock = clock;
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    boolean isLive(Row row) {
        Instant end = row.memory.expiresAt();
        return !row.hidden && (end == null || end.isAfter(now()));
    }

    /** What lies under an id, live or not. */
    @Nullable
    Row row(MemoryScope scope, UUID id) {
        return rows.get(new Key(scope.owner(), id));
    }

    /** The live memory under an id, if the scope covers it. */
    @Nullable
    Row live(MemoryScope scope, UUID id) {
        Row row = row(scope, id);
        return row != null && isLive(row) && covers(scope, row) ? row : null;
    }

    /** All live memories that the scope covers. */
    List<Memory> live(MemoryScope scope) {
        return select(row -> isLive(row) && covers(scope, row)).stream()
                .map(Row::memory)
                .toList();
    }

    List<Row> select(Predicate<Row> wanted) {
        return new ArrayList<>(rows.values().stream().filter(wanted).toList());
    }

    static boolean covers(MemoryScope scope, Row row) {
        MemoryScope stored = row.memory.scope();
        return scope.owner().equals(stored.owner())
                && (scope.agent() == null || scope.agent().equals(stored.agent()))
                && (scope.run() == null || scope.run().equals(stored.run()));
    }

    /** The live memory that answers for a text among those of exactly this scope. */
    @Nullable
    Memory holderOf(String text, MemoryScope scope) {
        List<Row> holders = select(row -> isLive(row)
                && row.deduplicated
                && row.memory.scope().equals(scope)
                && row.memory.text().equals(text));
        return holders.isEmpty() ? null : holders.get(0).memory;
    }

    void put(Row row) {
        rows.put(row.key(), row);
    }

    /** Hidden, it keeps its version; removed, it leaves nothing. Either way its relations go. */
    void delete(Row row, boolean hard) {
        dropRelations(row.key());
        if (hard) {
            rows.remove(row.key());
        } else {
            put(new Row(row.memory, false, true));
        }
    }

    void dropRelations(Key key) {
        relations.keySet().removeIf(relation -> relation.touches(key));
    }

    /** Relations that start at a memory and end at a live one. */
    List<Relation> outgoing(Memory memory) {
        List<Relation> found = new ArrayList<>();
        relations.forEach((key, weight) -> {
            boolean starts = key.owner.equals(memory.scope().owner()) && key.from.equals(memory.id());
            if (starts && live(key.owner, key.to) != null) {
                found.add(new Relation(key.from, key.to, key.type, weight));
            }
        });
        return found;
    }
}
