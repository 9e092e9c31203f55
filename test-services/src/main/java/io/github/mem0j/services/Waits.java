package io.github.mem0j.services;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waiting with an end. */
final class Waits {
    private static final long LOOK_AGAIN_MILLIS = 20;

    private Waits() {}

    /**
     * Returns once {@code condition} holds.
     *
     * @throws IllegalStateException if it does not within {@code limit}, or the thread is interrupted
     */
    static void until(Duration limit, String what, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException(what + " did not happen within " + limit);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting: " + what, e);
            }
        }
    }
}
