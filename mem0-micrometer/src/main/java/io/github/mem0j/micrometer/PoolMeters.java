package io.github.mem0j.micrometer;

import io.github.mem0j.pgvector.PoolStatistics;
import io.github.mem0j.store.MemoryStore;
import io.micrometer.core.instrument.Tags;
import java.util.function.Supplier;

/** Of the pool that a pgvector store made for itself. */
final class PoolMeters {
    private PoolMeters() {}

    static void bind(Meters meters, MemoryStore stack) {
        if (stack.unwrap(PoolStatistics.class).isEmpty()) {
            return;
        }
        Supplier<PoolStatistics> look =
                new Recent<>(() -> stack.unwrap(PoolStatistics.class).orElseThrow());
        Tags none = Tags.empty();
        meters.gauge(
                "mem0.pool.connections",
                "Connections",
                null,
                Tags.of("state", "active"),
                () -> look.get().active());
        meters.gauge(
                "mem0.pool.connections",
                "Connections",
                null,
                Tags.of("state", "idle"),
                () -> look.get().idle());
        meters.gauge(
                "mem0.pool.waiting",
                "Threads that wait for a connection",
                null,
                none,
                () -> look.get().waiting());
        meters.counter(
                "mem0.pool.acquisitions",
                "Connections got",
                none,
                () -> look.get().acquisitions());
        meters.counter(
                "mem0.pool.acquisitions.slow",
                "Of these, slow ones",
                none,
                () -> look.get().slowAcquisitions());
        meters.counter(
                "mem0.pool.failures",
                "Times that no connection was got",
                none,
                () -> look.get().failures());
        meters.time(
                "mem0.pool.wait.longest",
                "The longest wait of late",
                none,
                () -> look.get().longestWait().toMillis());
    }
}
