package io.github.mem0j.drills;

import io.github.mem0j.model.Memory;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Knows what was acknowledged, and so what each answer may hold. Thread-safe.
 *
 * <p>An answer is right if each memory in it is as it was at some moment between the read's begin and its end, where a write
 * counts from its acknowledgement at the latest and from its begin at the earliest. One whose outcome is unknown may or may
 * not count, until somebody has seen it: from then on it does, as if another JVM had written it.
 */
final class Oracle {
    /** What a local cache may miss, and how long a load may take that somebody joined: docs/cache-protocol.md. */
    static final Duration OTHER_JVM = Duration.ofSeconds(4);

    private final Map<String, OwnerHistory> owners = new ConcurrentHashMap<>();
    private final Duration bound;

    /** @param bound how far answers that are not marked may be behind what other JVMs wrote */
    Oracle(Duration bound) {
        this.bound = bound;
    }

    OwnerHistory owner(String name) {
        return owners.computeIfAbsent(name, OwnerHistory::new);
    }

    /**
     * What came back of a read.
     *
     * @param asked the ids that were asked for; null if all of the owner's were
     * @param ownJvm whether the owner's writes go through the JVM that answered
     */
    Verdict judge(
            String owner, List<Memory> memories, @Nullable Collection<UUID> asked, Moment moment, boolean ownJvm) {
        Map<UUID, String> seen = new HashMap<>();
        for (Memory memory : memories) {
            if (!OwnerHistory.writes(owner, memory.text())) {
                return Verdict.wrong("memory of another owner");
            }
            seen.put(memory.id(), memory.text());
        }
        long behind = owner(owner).behind(seen, asked, moment, false);
        if (behind == OwnerHistory.NEVER) {
            return Verdict.wrong("something that never was, " + moment);
        }
        if (behind == 0) {
            return Verdict.RIGHT;
        }
        if (moment.marked()) {
            return new Verdict(behind, null);
        }
        if (ownJvm && owner(owner).behind(seen, asked, moment, true) > 0) {
            return new Verdict(behind, behind / 1_000_000 + " ms behind its own JVM's write, " + moment);
        }
        if (behind > bound.toNanos()) {
            return new Verdict(behind, behind / 1_000_000 + " ms behind a write, " + moment);
        }
        return new Verdict(behind, null);
    }

    /** How many of the owner's acknowledged writes are not in {@code all} that is there in the end. */
    long lost(String owner, List<Memory> all, Collection<String> impossible) {
        Map<UUID, String> seen = new HashMap<>();
        all.forEach(memory -> seen.put(memory.id(), memory.text()));
        return owner(owner).lost(seen, impossible);
    }

    Collection<String> owners() {
        return owners.keySet();
    }

    /**
     * When a read was made, and how it was answered.
     *
     * @param marked whether it says that it is stale
     */
    record Moment(long begin, long end, boolean marked, String source) {
        @Override
        public String toString() {
            return (marked ? "marked, " : "unmarked, ") + "from " + source;
        }
    }

    /**
     * Of an answer.
     *
     * @param behindNanos how old the write is that it lacks; 0 if it lacks none
     * @param wrong why nobody may get it; null if somebody may
     */
    record Verdict(long behindNanos, @Nullable String wrong) {
        static final Verdict RIGHT = new Verdict(0, null);

        static Verdict wrong(String why) {
            return new Verdict(0, why);
        }
    }
}
