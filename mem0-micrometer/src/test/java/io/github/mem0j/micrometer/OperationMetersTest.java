package io.github.mem0j.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.observation.CallOutcome;
import io.github.mem0j.observation.OperationEvent;
import io.github.mem0j.store.Degradation;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OperationMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final OperationMeters meters = OperationMeters.in(registry);

    private static OperationEvent event(CallOutcome outcome, String source, Set<Degradation> degradations) {
        return new OperationEvent(
                "stack", "search", 2_000_000, outcome, source, Duration.ZERO, degradations, 10, 3, List.of());
    }

    @Test
    void callsAreTimedByHowTheyEndAndWhoAnswers() {
        meters.onOperation(event(CallOutcome.ANSWERED, "pgvector", Set.of()));
        meters.onOperation(event(CallOutcome.ANSWERED, "pgvector", Set.of(Degradation.STALE)));
        meters.onOperation(event(CallOutcome.UNAVAILABLE, null, Set.of()));

        assertThat(registry.get("mem0.operations")
                        .tags("op", "search", "observation", "stack", "outcome", "answered", "source", "pgvector")
                        .timer())
                .satisfies(timer -> {
                    assertThat(timer.count()).isEqualTo(2);
                    assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(4);
                    assertThat(timer.takeSnapshot().histogramCounts()).hasSize(3);
                });
        assertThat(registry.get("mem0.operations")
                        .tags("outcome", "unavailable", "source", "none")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("mem0.operations.degraded")
                        .tags("op", "search", "observation", "stack", "degradation", "stale")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void closingTakesThemOutForGood() {
        meters.onOperation(event(CallOutcome.ANSWERED, "pgvector", Set.of(Degradation.STALE)));
        meters.close();
        meters.onOperation(event(CallOutcome.ANSWERED, "pgvector", Set.of()));
        assertThat(registry.getMeters()).isEmpty();
    }
}
