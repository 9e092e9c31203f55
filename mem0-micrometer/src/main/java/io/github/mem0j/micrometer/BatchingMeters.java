package io.github.mem0j.micrometer;

import io.github.mem0j.batching.BatchingStatistics;
import io.github.mem0j.store.MemoryStore;
import io.micrometer.core.instrument.Tags;
import java.util.function.Supplier;

/** Of a {@link io.github.mem0j.batching.Batching} layer. */
final class BatchingMeters {
    private BatchingMeters() {}

    static void bind(Meters meters, MemoryStore stack) {
        if (stack.unwrap(BatchingStatistics.class).isEmpty()) {
            return;
        }
        Supplier<BatchingStatistics> look =
                new Recent<>(() -> stack.unwrap(BatchingStatistics.class).orElseThrow());
        bind(meters, Tags.of("op", "add"), () -> look.get().adds());
        bind(meters, Tags.of("op", "get"), () -> look.get().gets());
    }

    private static void bind(Meters meters, Tags op, Supplier<BatchingStatistics.Figures> of) {
        meters.counter(
                "mem0.batching.calls",
                "Calls",
                op.and("way", "alone"),
                () -> of.get().alone());
        meters.counter(
                "mem0.batching.calls",
                "Calls",
                op.and("way", "batched"),
                () -> of.get().batched());
        meters.counter(
                "mem0.batching.batches", "Batches sent", op, () -> of.get().batches());
        meters.counter(
                "mem0.batching.left",
                "Callers who left the queue",
                op,
                () -> of.get().leftQueued());
        meters.gauge(
                "mem0.batching.queued",
                "Calls that wait for a batch",
                null,
                op,
                () -> of.get().queued());
        meters.gauge(
                "mem0.batching.running",
                "Calls of the store below",
                null,
                op,
                () -> of.get().inFlight());
    }
}
