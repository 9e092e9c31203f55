package io.github.mem0j.drills;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waiting: for what an outage lasts, or for a condition with a bound. */
final class Pauses {
    private Pauses() {}

    static void lasting(Duration duration) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    }

    /** Whether it came true within the limit. */
    static boolean until(Duration limit, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
        return true;
    }

    static void require(String what, Duration limit, BooleanSupplier condition) throws InterruptedException {
        if (!until(limit, condition)) {
            throw new IllegalStateException("not within " + limit + ": " + what);
        }
    }
}
