package io.github.mem0j.store;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The moment at which a caller stops waiting, on the monotonic clock of this JVM: steps of the wall clock do not move
 * it. Immutable and thread-safe.
 */
public final class Deadline {
    private final LongSupplier nanoTime;
    private final long at;

    private Deadline(LongSupplier nanoTime, long at) {
        this.nanoTime = nanoTime;
        this.at = at;
    }

    /** {@code timeout} from now. */
    public static Deadline after(Duration timeout) {
        return after(timeout, System::nanoTime);
    }

    /** {@code timeout} from now, on a clock like {@link System#nanoTime}. */
    public static Deadline after(Duration timeout, LongSupplier nanoTime) {
        // At most half the range of a long (146 years), so that differences of nano times stay meaningful.
        long nanos = TimeUnit.NANOSECONDS.convert(timeout);
        nanos = Math.max(-Long.MAX_VALUE / 2, Math.min(Long.MAX_VALUE / 2, nanos));
        return new Deadline(nanoTime, nanoTime.getAsLong() + nanos);
    }

    /** Time left; negative once passed. */
    public Duration remaining() {
        return Duration.ofNanos(remainingNanos());
    }

    public long remainingNanos() {
        return at - nanoTime.getAsLong();
    }

    public boolean isPassed() {
        return remainingNanos() <= 0;
    }

    /** The earlier of the two, which must be on the same clock. */
    public Deadline orEarlier(Deadline other) {
        return at - other.at <= 0 ? this : other;
    }

    /** Whichever leaves more time, on whatever clocks they are. */
    public Deadline orLater(Deadline other) {
        return remainingNanos() >= other.remainingNanos() ? this : other;
    }

    /**
     * Checks that there is time left, before anything is sent.
     *
     * @throws StoreUnavailableException with outcome NOT_APPLIED if there is none
     */
    public void check(Operation operation) {
        if (isPassed()) {
            throw StoreUnavailableException.notApplied(
                    operation + " was not started: its deadline has passed; allow more time or retry", null);
        }
    }

    @Override
    public String toString() {
        return "Deadline[" + remaining().toMillis() + " ms left]";
    }
}
