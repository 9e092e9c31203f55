package io.github.mem0j.embedded;

import io.github.mem0j.model.Relation;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/** One owner's relations, found from either end. Not thread-safe; its owner's lock guards it. */
final class RelationTable {
    private record Key(UUID from, UUID to, String type) {
        UUID otherEnd(UUID end) {
            return end.equals(from) ? to : from;
        }
    }

    /** Most memories have one relation or two. */
    private static final int FEW = 2;

    private final Map<UUID, Map<Key, Double>> byEnd = new HashMap<>();
    private int size;

    void put(Relation relation) {
        Key key = new Key(relation.from(), relation.to(), relation.type());
        Double before = null;
        for (UUID end : List.of(key.from, key.to)) {
            before = byEnd.computeIfAbsent(end, id -> new LinkedHashMap<>(FEW)).put(key, relation.weight());
        }
        size += before == null ? 1 : 0;
    }

    int size() {
        return size;
    }

    /** Memories that a relation starts from or ends at. */
    int ends() {
        return byEnd.size();
    }

    void clear() {
        byEnd.clear();
        size = 0;
    }

    /** Removes all relations from and to a memory. */
    void remove(UUID id) {
        Map<Key, Double> gone = byEnd.remove(id);
        if (gone == null) {
            return;
        }
        size -= gone.size();
        for (Key key : gone.keySet()) {
            byEnd.computeIfPresent(key.otherEnd(id), (end, left) -> {
                left.remove(key);
                return left.isEmpty() ? null : left;
            });
        }
    }

    /** Relations that start from a memory and end at one that {@code visible} admits. */
    List<Relation> startingFrom(UUID id, Predicate<UUID> visible) {
        return byEnd.getOrDefault(id, Map.of()).entrySet().stream()
                .filter(entry -> entry.getKey().from.equals(id) && visible.test(entry.getKey().to))
                .map(entry -> new Relation(id, entry.getKey().to, entry.getKey().type, entry.getValue()))
                .toList();
    }

    /** Memories one step from any of {@code ids}, in either direction; empty {@code types} stands for all. */
    Set<UUID> neighbours(Set<UUID> ids, Set<String> types, Predicate<UUID> visible) {
        Set<UUID> found = new LinkedHashSet<>();
        for (UUID id : ids) {
            for (Key key : byEnd.getOrDefault(id, Map.of()).keySet()) {
                UUID other = key.otherEnd(id);
                if ((types.isEmpty() || types.contains(key.type)) && visible.test(other)) {
                    found.add(other);
                }
            }
        }
        return found;
    }
}
