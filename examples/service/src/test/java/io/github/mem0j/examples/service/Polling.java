package io.github.mem0j.examples.service;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting for a condition, with a bound. */
final class Polling {
    private Polling() {}

    static void until(String what, Duration atMost, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError(what + ": not within " + atMost);
            }
            Thread.sleep(20);
        }
    }
}
