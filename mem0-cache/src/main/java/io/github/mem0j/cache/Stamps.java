package io.github.mem0j.cache;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * Counts, for each owner's generations, how often a write ended them. What was loaded is kept with the stamp read before
 * its load, and shown only while that is still the current one: however late it is put, an answer from before a write
 * never shows after it. Owners share slots; a shared slot ends more than it must, never less.
 */
class Stamps {
    private static final int SLOTS = 1 << 16;
    private static final int GENERATIONS = 4; // three, and one for even numbers

    private final AtomicLongArray stamps = new AtomicLongArray(SLOTS * GENERATIONS);
    private final AtomicLong epoch = new AtomicLong();
    private final ConcurrentMap<Integer, Long> suspended = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    Stamps(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** An owner's place, from a hash of all of its bits. */
    int slot(long owner) {
        return (int) (owner ^ owner >>> 16 ^ owner >>> 32 ^ owner >>> 48) & SLOTS - 1;
    }

    long get(int slot, Generation generation) {
        return stamps.get(slot * GENERATIONS + generation.index);
    }

    /** One more for everyone: what came before is over. */
    long epoch() {
        return epoch.get();
    }

    void end(int slot, int generations) {
        for (Generation generation : Generation.values()) {
            if (generation.in(generations)) {
                stamps.incrementAndGet(slot * GENERATIONS + generation.index);
            }
        }
    }

    final void end(int[] slots, int generations) {
        for (int slot : slots) {
            end(slot, generations);
        }
    }

    void endAll() {
        epoch.incrementAndGet();
    }

    /** A write whose outcome nobody knows may still take effect: until {@code nanos} from now nothing is kept. */
    void suspend(int slot, long nanos) {
        suspended.merge(slot, nanoTime.getAsLong() + nanos, (a, b) -> a - b > 0 ? a : b);
    }

    boolean isSuspended(int slot) {
        if (suspended.isEmpty()) {
            return false;
        }
        Long until = suspended.get(slot);
        if (until != null && until - nanoTime.getAsLong() <= 0) {
            // What was loaded meanwhile is over as well, should the write have come late.
            end(slot, Generation.ALL);
            suspended.remove(slot, until);
            return false;
        }
        return until != null;
    }
}
