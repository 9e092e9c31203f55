package io.github.mem0j.cache;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Holds threads at points of the protocol until they are let go. Thread-safe. */
final class LocalStops implements Probe {
    private static final int PATIENCE_SECONDS = 20;

    private final Map<Point, Stop> stops = new ConcurrentHashMap<>();
    private final Map<Point, AtomicInteger> passed = new ConcurrentHashMap<>();

    /** One thread that is held. */
    static final class Stop {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch free = new CountDownLatch(1);

        /** Returns once a thread stands here. */
        void awaitReached() {
            await(reached);
        }

        void hold() {
            reached.countDown();
            await(free);
        }

        void release() {
            free.countDown();
        }
    }

    /** Holds the next thread that comes there, and only that one. */
    Stop next(Point point) {
        Stop stop = new Stop();
        stops.put(point, stop);
        return stop;
    }

    @Override
    public void at(Point point) {
        passed.computeIfAbsent(point, any -> new AtomicInteger()).incrementAndGet();
        Stop stop = stops.remove(point);
        if (stop != null) {
            stop.hold();
        }
    }

    /** Returns once so many threads have come there since the beginning. */
    void awaitPassed(Point point, int times) {
        long end = System.nanoTime() + Duration.ofSeconds(PATIENCE_SECONDS).toNanos();
        while (passed.computeIfAbsent(point, any -> new AtomicInteger()).get() < times) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not " + times + " threads came to " + point);
            }
            Thread.onSpinWait();
        }
    }

    static void await(CountDownLatch latch) {
        boolean interrupted = false;
        long end = System.nanoTime() + Duration.ofSeconds(PATIENCE_SECONDS).toNanos();
        try {
            while (true) {
                try {
                    if (!latch.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                        throw new AssertionError("held for more than " + PATIENCE_SECONDS + " seconds");
                    }
                    return;
                } catch (InterruptedException e) {
                    interrupted = true; // for the code under test to see, once it goes on
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
