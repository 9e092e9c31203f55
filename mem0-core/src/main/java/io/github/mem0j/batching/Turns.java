package io.github.mem0j.batching;

import io.github.mem0j.model.MemoryScope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Callers that wait: by turns of owners, first come first served within one. Not thread-safe. */
final class Turns<W extends Waiting<?, ?>> {
    /** In the order of their turns, none without a caller. */
    private final Map<MemoryScope, Deque<W>> owners = new LinkedHashMap<>();

    private int size;

    int size() {
        return size;
    }

    int size(MemoryScope owner) {
        Deque<W> own = owners.get(owner);
        return own == null ? 0 : own.size();
    }

    void add(W waiting) {
        owners.computeIfAbsent(waiting.owner, key -> new ArrayDeque<>()).add(waiting);
        size++;
    }

    /** Whether it was there. */
    boolean remove(W waiting) {
        Deque<W> own = owners.get(waiting.owner);
        if (own == null || !own.remove(waiting)) {
            return false;
        }
        if (own.isEmpty()) {
            owners.remove(waiting.owner);
        }
        size--;
        return true;
    }

    /**
     * Takes up to so many callers out, with so many items together; the first in any case. An owner of whom one is taken
     * has its next turn after the others.
     *
     * @param except owners who wait on
     */
    List<W> take(int most, int items, Set<MemoryScope> except) {
        List<W> taken = new ArrayList<>();
        int room = items;
        int before = -1;
        while (taken.size() > before && taken.size() < most) {
            before = taken.size();
            Map<MemoryScope, Deque<W>> later = new LinkedHashMap<>();
            Iterator<Map.Entry<MemoryScope, Deque<W>>> turns = owners.entrySet().iterator();
            while (turns.hasNext() && taken.size() < most) {
                Map.Entry<MemoryScope, Deque<W>> turn = turns.next();
                Deque<W> own = turn.getValue();
                if (except.contains(turn.getKey())) {
                    continue;
                }
                if (!taken.isEmpty() && own.element().items > room) {
                    owners.putAll(later);
                    return out(taken);
                }
                W next = own.remove();
                room -= next.items;
                taken.add(next);
                turns.remove();
                if (!own.isEmpty()) {
                    later.put(turn.getKey(), own);
                }
            }
            owners.putAll(later);
        }
        return out(taken);
    }

    private List<W> out(List<W> taken) {
        size -= taken.size();
        return taken;
    }
}
