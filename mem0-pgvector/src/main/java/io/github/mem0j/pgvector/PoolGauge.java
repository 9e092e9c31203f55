package io.github.mem0j.pgvector;

import com.zaxxer.hikari.pool.HikariPool;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what happens at a pool, and says so when acquisitions are slow. Thread-safe. */
final class PoolGauge {
    private static final Logger LOG = LoggerFactory.getLogger(PoolGauge.class);
    private static final long WARN_EVERY = TimeUnit.SECONDS.toNanos(10);

    private final HikariPool pool;
    private final Semaphore permits;
    private final String name;
    private final long slowNanos;
    private final Consumer<PoolStatistics> listener;
    private final LongAdder acquisitions = new LongAdder();
    private final LongAdder slow = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAccumulator longest = new LongAccumulator(Math::max, 0);
    private final AtomicLong quietUntil = new AtomicLong(System.nanoTime());
    private volatile long longestBefore;

    PoolGauge(
            HikariPool pool,
            Semaphore permits,
            String name,
            Duration slowAcquisition,
            Consumer<PoolStatistics> listener) {
        this.pool = pool;
        this.permits = permits;
        this.name = name;
        this.slowNanos = slowAcquisition.toNanos();
        this.listener = listener;
    }

    void acquired(long nanos) {
        acquisitions.increment();
        longest.accumulate(nanos);
        if (nanos > slowNanos) {
            slow.increment();
            warn("gave a connection", nanos);
        }
    }

    void failed(long nanos) {
        failures.increment();
        longest.accumulate(nanos);
        warn("gave no connection", nanos);
    }

    /** The first at once, and then no more often than {@link #WARN_EVERY}: the totals tell of the others. */
    private void warn(String what, long nanos) {
        long now = System.nanoTime();
        long quiet = quietUntil.get();
        if (now - quiet >= 0 && quietUntil.compareAndSet(quiet, now + WARN_EVERY)) {
            PoolStatistics seen = look();
            LOG.warn(
                    "The pool {} {} after {} ms: {} active, {} idle, {} waiting; so far {} slow and {} failed of {}",
                    name,
                    what,
                    TimeUnit.NANOSECONDS.toMillis(nanos),
                    seen.active(),
                    seen.idle(),
                    seen.waiting(),
                    seen.slowAcquisitions(),
                    seen.failures(),
                    seen.acquisitions() + seen.failures());
        }
    }

    PoolStatistics look() {
        return new PoolStatistics(
                pool.getActiveConnections(),
                pool.getIdleConnections(),
                pool.getTotalConnections(),
                permits.getQueueLength() + pool.getThreadsAwaitingConnection(),
                acquisitions.sum(),
                slow.sum(),
                failures.sum(),
                Duration.ofNanos(Math.max(longestBefore, longest.get())));
    }

    /** The end of an interval. */
    void tick() {
        PoolStatistics seen = look();
        longestBefore = longest.getThenReset();
        LOG.debug("{}: {}", name, seen);
        try {
            listener.accept(seen);
        } catch (RuntimeException e) {
            LOG.warn("A listener to the pool's statistics failed", e);
        }
    }
}
