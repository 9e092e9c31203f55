package io.github.mem0j.resilience;

import io.github.mem0j.store.Degradation;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.StoreResult;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** What callers got, counted by kind. Thread-safe. */
final class Tally {
    final AtomicLong fresh = new AtomicLong();
    final AtomicLong stale = new AtomicLong();
    final AtomicLong failed = new AtomicLong();
    final AtomicLong unknown = new AtomicLong();
    final AtomicLong slowestReadNanos = new AtomicLong();
    final AtomicLong slowestWriteNanos = new AtomicLong();
    final Lateness lateness = new Lateness();
    final List<String> wrong = new CopyOnWriteArrayList<>();
    /** When the store itself answered, in nanoseconds. */
    final ConcurrentLinkedQueue<Long> fromStore = new ConcurrentLinkedQueue<>();

    void answered(StoreResult result) {
        Provenance provenance = result.provenance();
        if (provenance.degradations().contains(Degradation.STALE)) {
            stale.incrementAndGet();
            if (provenance.age().isZero()) {
                wrong.add("stale, but of no age: " + provenance);
            }
        } else {
            fresh.incrementAndGet();
            if (!provenance.source().equals(Provenance.LOCAL)
                    && !provenance.source().equals(Provenance.REDIS)) {
                fromStore.add(System.nanoTime());
            }
        }
    }

    void took(boolean write, long start) {
        lateness.ended(start + (write ? Agent.WRITE : Agent.READ).toNanos());
        long nanos = System.nanoTime() - start;
        (write ? slowestWriteNanos : slowestReadNanos).accumulateAndGet(nanos, Math::max);
    }

    static long firstAfter(Iterable<Long> times, long time) {
        for (long each : times) {
            if (each - time >= 0) {
                return each;
            }
        }
        throw new AssertionError("nothing happened after it");
    }

    @Override
    public String toString() {
        return fresh + " fresh, " + stale + " stale and marked, " + failed + " failed (" + unknown
                + " of them writes of unknown outcome), " + wrong.size() + " wrong; slowest read "
                + slowestReadNanos.get() / 1_000_000 + " ms, write " + slowestWriteNanos.get() / 1_000_000 + " ms";
    }
}
