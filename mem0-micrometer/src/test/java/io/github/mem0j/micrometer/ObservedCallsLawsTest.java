package io.github.mem0j.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.testkit.LayerLaws;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.AfterEach;

class ObservedCallsLawsTest extends LayerLaws {
    @Override
    protected MemoryStore layerOver(MemoryStore inner) {
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(new Broken());
        return ObservedCalls.in(registry).over(inner);
    }

    @AfterEach
    void noObservationStaysOpen() {
        assertThat(ObservationRegistry.create().getCurrentObservationScope()).isNull(); // that of all registries
    }

    /** A handler with a bug in every method: no call may notice. */
    private static final class Broken implements ObservationHandler<Observation.Context> {
        @Override
        public void onStart(Observation.Context context) {
            throw new IllegalStateException("a handler's bug");
        }

        @Override
        public void onScopeOpened(Observation.Context context) {
            throw new IllegalStateException("a handler's bug");
        }

        @Override
        public void onError(Observation.Context context) {
            throw new IllegalStateException("a handler's bug");
        }

        @Override
        public void onScopeClosed(Observation.Context context) {
            throw new IllegalStateException("a handler's bug");
        }

        @Override
        public void onStop(Observation.Context context) {
            throw new IllegalStateException("a handler's bug");
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }
    }
}
