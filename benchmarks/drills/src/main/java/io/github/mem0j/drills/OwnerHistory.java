package io.github.mem0j.drills;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What one owner's memories were one after the other. Each memory has one writer at a time. Thread-safe. */
final class OwnerHistory {
    /** Of an answer that was not right at any time. */
    static final long NEVER = Long.MAX_VALUE;

    private static final long NOT_YET = Long.MAX_VALUE;

    /** What a memory is from some time on: its text, or null if it is not there. */
    static final class State {
        private final UUID id;
        private final @Nullable String text;
        private final long begun;
        private long acknowledged = NOT_YET;
        /** When somebody saw it who had not written it. */
        private long seen = NOT_YET;

        private State(UUID id, @Nullable String text, long begun) {
            this.id = id;
            this.text = text;
            this.begun = begun;
        }
    }

    private final String name;
    private final AtomicLong texts = new AtomicLong();
    private final Map<UUID, List<State>> states = new HashMap<>();
    /** Those that may be there. */
    private final Set<UUID> live = new HashSet<>();

    OwnerHistory(String name) {
        this.name = name;
    }

    /** A text that nobody ever wrote. */
    String newText() {
        return name + " # said " + texts.incrementAndGet();
    }

    static boolean writes(String owner, String text) {
        return text.startsWith(owner + " # ");
    }

    /**
     * Since when it counts. Before its write has returned, its own JVM may still answer from before it; and if it never
     * returns, who has seen it tells nobody.
     */
    private static long counts(State state, boolean returnedOnly) {
        return returnedOnly ? state.acknowledged : Math.min(state.acknowledged, state.seen);
    }

    /** Somebody begins to write it; null deletes it. */
    synchronized State begin(UUID id, @Nullable String text) {
        State state = new State(id, text, System.nanoTime());
        List<State> all = states.computeIfAbsent(id, unused -> {
            State absent = new State(id, null, Long.MIN_VALUE);
            absent.acknowledged = Long.MIN_VALUE;
            return new ArrayList<>(List.of(absent));
        });
        all.add(state);
        live.add(id);
        return state;
    }

    synchronized void acknowledged(State state) {
        state.acknowledged = Math.min(state.acknowledged, System.nanoTime());
        if (state.text == null) {
            live.remove(state.id);
        }
    }

    /** It was not applied, says the exception. */
    synchronized void notApplied(State state) {
        states.getOrDefault(state.id, List.of()).remove(state);
    }

    /** All of the owner's memories were removed for good, acknowledged now. */
    synchronized void erased() {
        restored(Map.of());
    }

    /** The database went back: these are there now, and nothing else. */
    synchronized void restored(Map<UUID, String> there) {
        long now = System.nanoTime();
        live.clear();
        states.forEach((id, all) -> {
            State state = new State(id, there.get(id), Long.MIN_VALUE);
            state.acknowledged = now;
            all.add(state);
            if (state.text != null) {
                live.add(id);
            }
        });
    }

    /**
     * By how many nanoseconds an answer lacks a write that counts: 0 if none.
     *
     * @param returnedOnly whether only acknowledged writes count, or also those that somebody has seen
     */
    synchronized long behind(
            Map<UUID, String> seen, @Nullable Collection<UUID> asked, Oracle.Moment moment, boolean returnedOnly) {
        Set<UUID> all = new HashSet<>(asked == null ? live : asked);
        all.addAll(seen.keySet());
        long worst = 0;
        for (UUID id : all) {
            worst = Math.max(worst, behind(id, seen.get(id), moment, returnedOnly));
        }
        return worst;
    }

    private long behind(UUID id, @Nullable String text, Oracle.Moment moment, boolean returnedOnly) {
        List<State> all = states.get(id);
        if (all == null) {
            return text == null ? 0 : NEVER;
        }
        int last = lastThatCounts(all, moment.begin(), returnedOnly);
        for (int i = all.size() - 1; i >= 0; i--) {
            State state = all.get(i);
            if (Objects.equals(state.text, text) && state.begun <= moment.end()) {
                if (i >= last) {
                    if (!moment.marked()) {
                        state.seen = Math.min(state.seen, moment.end());
                    }
                    return 0;
                }
                return moment.begin() - firstThatCountsAfter(all, i, moment.begin(), returnedOnly);
            }
        }
        return NEVER;
    }

    private static int lastThatCounts(List<State> all, long at, boolean returnedOnly) {
        for (int i = all.size() - 1; i > 0; i--) {
            if (counts(all.get(i), returnedOnly) < at) {
                return i;
            }
        }
        return 0;
    }

    private static long firstThatCountsAfter(List<State> all, int index, long at, boolean returnedOnly) {
        long first = at;
        for (State state : all.subList(index + 1, all.size())) {
            first = Math.min(first, counts(state, returnedOnly));
        }
        return first;
    }

    /** How many memories are behind what was acknowledged, in what is there in the end. */
    synchronized long lost(Map<UUID, String> seen, Collection<String> impossible) {
        long now = System.nanoTime();
        long lost = 0;
        Set<UUID> all = new HashSet<>(states.keySet());
        all.addAll(seen.keySet());
        for (UUID id : all) {
            long behind = behind(id, seen.get(id), new Oracle.Moment(now, now, false, "the end"), false);
            if (behind == NEVER) {
                impossible.add("in the end there is what never was");
            } else if (behind > 0) {
                lost++;
            }
        }
        return lost;
    }
}
