package io.github.mem0j.testkit;

import io.github.mem0j.observation.Observation;
import io.github.mem0j.store.MemoryStore;
import java.time.Duration;

class ObservationLawsTest extends LayerLaws {
    @Override
    protected MemoryStore layerOver(MemoryStore inner) {
        // With all that it does on the way: every call is slow, and its listener fails.
        return Observation.builder()
                .slowAfter(Duration.ofNanos(1))
                .slowLogEvery(Duration.ZERO)
                .listener(event -> {
                    throw new IllegalStateException("a listener's bug");
                })
                .build()
                .over(inner);
    }
}
