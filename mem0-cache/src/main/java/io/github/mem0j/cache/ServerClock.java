package io.github.mem0j.cache;

import java.util.concurrent.TimeUnit;

/**
 * The server's time, reckoned from the last heartbeat by this JVM's monotonic clock: within its round trip, and always
 * said to the safe side. Thread-safe.
 */
final class ServerClock {
    private volatile Beat beat = new Beat(0, 0, 0);

    /** The server told its time at some moment between these two. */
    private record Beat(long millis, long before, long after) {}

    void heard(long millis, long before, long after) {
        beat = new Beat(millis, before, after);
    }

    /** The server's time in milliseconds at {@code nanoTime}, or somewhat earlier. */
    long atLeast(long nanoTime) {
        Beat last = beat;
        return last.millis() + TimeUnit.NANOSECONDS.toMillis(nanoTime - last.after());
    }

    /** The same, or somewhat later. */
    long atMost(long nanoTime) {
        Beat last = beat;
        return last.millis() + TimeUnit.NANOSECONDS.toMillis(nanoTime - last.before()) + 2;
    }
}
