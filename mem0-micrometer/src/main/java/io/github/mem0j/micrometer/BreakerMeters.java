package io.github.mem0j.micrometer;

import io.github.mem0j.resilience.BulkheadStatistics;
import io.github.mem0j.resilience.CircuitBreaker;
import io.github.mem0j.resilience.Resilience;
import io.micrometer.core.instrument.Tags;
import java.util.function.Supplier;

/** Of circuit breakers and bulkheads. */
final class BreakerMeters {
    private BreakerMeters() {}

    static void bind(Meters meters, CircuitBreaker breaker) {
        for (CircuitBreaker.State state : CircuitBreaker.State.values()) {
            meters.gauge(
                    "mem0.breaker.state",
                    "1 for the state that the breaker is in",
                    null,
                    Tags.of("breaker", breaker.name(), "state", OperationMeters.lower(state)),
                    () -> breaker.state() == state ? 1 : 0);
        }
    }

    static void bind(Meters meters, Resilience resilience) {
        if (resilience.bulkheadStatistics().isEmpty()) {
            return;
        }
        Supplier<BulkheadStatistics> look =
                new Recent<>(() -> resilience.bulkheadStatistics().orElseThrow());
        Tags breaker = Tags.of("breaker", resilience.circuitBreaker().name());
        meters.gauge(
                "mem0.bulkhead.calls",
                "Calls",
                null,
                breaker.and("state", "running"),
                () -> look.get().underWay());
        meters.gauge(
                "mem0.bulkhead.calls",
                "Calls",
                null,
                breaker.and("state", "waiting"),
                () -> look.get().waiting());
    }
}
