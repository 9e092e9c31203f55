package io.github.mem0j.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that moves only when told to. Thread-safe. */
public final class ManualClock extends Clock {
    private final AtomicReference<Instant> now;

    private ManualClock(Instant start) {
        now = new AtomicReference<>(start);
    }

    /** Starts at noon, 1 January 2026, UTC. */
    public static ManualClock create() {
        return new ManualClock(Instant.parse("2026-01-01T12:00:00Z"));
    }

    public void advance(Duration duration) {
        now.updateAndGet(instant -> instant.plus(duration));
    }

    public void set(Instant instant) {
        now.set(instant);
    }

    /** Like {@link System#nanoTime}, in step with this clock. */
    public long nanoTime() {
        return Duration.between(Instant.EPOCH, now.get()).toNanos();
    }

    @Override
    public Instant instant() {
        return Objects.requireNonNull(now.get());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("stores know instants only");
    }
}
