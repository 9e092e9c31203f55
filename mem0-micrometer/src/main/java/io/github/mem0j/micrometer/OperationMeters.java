package io.github.mem0j.micrometer;

import io.github.mem0j.observation.CallOutcome;
import io.github.mem0j.observation.OperationEvent;
import io.github.mem0j.observation.OperationListener;
import io.github.mem0j.store.Degradation;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A timer for each operation and how it ends, and counts of degraded answers, from what an
 * {@link io.github.mem0j.observation.Observation} tells when a call is over. For observations that begin with the call, as
 * tracing needs them, there is {@link ObservedCalls}.
 *
 * <pre>{@code
 * MemoryLayer outermost = Observation.builder().listener(OperationMeters.in(registry)).build();
 * }</pre>
 *
 * <p>Timers count how many calls took no longer than 10 ms, 100 ms and 1 s, so that a monitoring system can say what share of
 * them was slow; more is the host's to configure by a {@link io.micrometer.core.instrument.config.MeterFilter}. Several
 * observations can share one of these.
 *
 * <p>Thread-safe. {@link #close} removes the meters from the registry; events that come after that are passed over.
 */
public final class OperationMeters implements OperationListener, AutoCloseable {
    private record Kind(String observation, String operation, CallOutcome outcome, String source) {}

    private record Loss(String observation, String operation, Degradation degradation) {}

    private final MeterRegistry registry;
    private final Map<Kind, Timer> timers = new ConcurrentHashMap<>();
    private final Map<Loss, Counter> losses = new ConcurrentHashMap<>();
    private volatile boolean closed;

    private OperationMeters(MeterRegistry registry) {
        this.registry = Objects.requireNonNull(registry, "registry");
    }

    public static OperationMeters in(MeterRegistry registry) {
        return new OperationMeters(registry);
    }

    @Override
    public void onOperation(OperationEvent event) {
        if (closed) {
            return;
        }
        String source = event.source() == null ? "none" : event.source();
        timers.computeIfAbsent(
                        new Kind(event.observation(), event.operation(), event.outcome(), source), this::newTimer)
                .record(event.duration());
        for (Degradation degradation : event.degradations()) {
            losses.computeIfAbsent(new Loss(event.observation(), event.operation(), degradation), this::newCounter)
                    .increment();
        }
    }

    private Timer newTimer(Kind kind) {
        return Timer.builder("mem0.operations")
                .description("Calls of the memory store")
                .tags("observation", kind.observation, "op", kind.operation, "outcome", lower(kind.outcome))
                .tag("source", kind.source)
                .serviceLevelObjectives(Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(1))
                .register(registry);
    }

    private Counter newCounter(Loss loss) {
        return Counter.builder("mem0.operations.degraded")
                .description("Answers that were less than usual")
                .tags("observation", loss.observation, "op", loss.operation, "degradation", lower(loss.degradation))
                .register(registry);
    }

    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        closed = true;
        timers.values().forEach(this::remove);
        losses.values().forEach(this::remove);
    }

    private void remove(Meter meter) {
        Object unused = registry.remove(meter);
    }
}
