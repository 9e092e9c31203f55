package io.github.mem0j.micrometer;

import io.github.mem0j.feed.FeedLag;
import io.github.mem0j.feed.Projector;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.MemoryStoreException;
import io.micrometer.core.instrument.Tags;
import java.util.Optional;
import java.util.function.Supplier;

/** How far a {@link Projector}'s target is behind: asked of the source, one query for each time that it is looked at. */
final class FeedMeters {
    private FeedMeters() {}

    /** Of a {@link io.github.mem0j.feed.CompanionStore} in the stack. */
    static void bind(Meters meters, MemoryStore stack) {
        stack.unwrap(Projector.class).ifPresent(projector -> bind(meters, projector));
    }

    static void bind(Meters meters, Projector projector) {
        Supplier<Optional<FeedLag>> look = new Recent<>(() -> lag(projector));
        Tags consumer = Tags.of("consumer", projector.consumer());
        meters.gauge(
                "mem0.feed.changes",
                "Changes that the target does not have yet",
                null,
                consumer,
                () -> look.get().map(lag -> (double) lag.changes()).orElse(Double.NaN));
        meters.time(
                "mem0.feed.lag",
                "How long the first of them has been waiting",
                consumer,
                () -> look.get().map(lag -> lag.age().toMillis()).orElse(-1L));
    }

    /** Nothing while the source cannot be asked. */
    private static Optional<FeedLag> lag(Projector projector) {
        try {
            return Optional.of(projector.lag());
        } catch (MemoryStoreException e) {
            return Optional.empty();
        }
    }
}
