package io.github.mem0j.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.ReadOptions;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoreUnavailableException;
import io.micrometer.common.KeyValue;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ObservedCallsTest {
    private static final String USER = "somebody whom no key may name";

    private final ObservationRegistry registry = ObservationRegistry.create();
    private final List<Observation.Context> ended = new ArrayList<>();
    private final MemoryStore store = MemoryStack.over(EmbeddedMemoryStore.create())
            .layer(ObservedCalls.in(registry, "store"))
            .layer(ObservedCalls.in(registry))
            .build();

    ObservedCallsTest() {
        registry.observationConfig().observationHandler(new ObservationHandler<>() {
            @Override
            public void onStop(Observation.Context context) {
                ended.add(context);
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        });
    }

    private static Map<String, String> keys(Observation.Context context) {
        return context.getLowCardinalityKeyValues().stream()
                .collect(Collectors.toMap(KeyValue::getKey, KeyValue::getValue));
    }

    @Test
    void eachCallIsObservedFromItsBeginningAndTheInnerOneIsItsChild() {
        store.list(ListRequest.of(MemoryScope.user(USER)));

        assertThat(ended).hasSize(2).allSatisfy(context -> {
            assertThat(context.getName()).isEqualTo("mem0.call");
            assertThat(context.getContextualName()).isEqualTo("mem0 list");
            assertThat(keys(context))
                    .containsEntry("op", "list")
                    .containsEntry("outcome", "answered")
                    .containsEntry("degraded", "false");
        });
        Observation.Context inner = ended.get(0);
        assertThat(keys(inner)).containsEntry("observation", "store");
        assertThat(inner.getParentObservation().getContextView()).isSameAs(ended.get(1));
        assertThat(keys(ended.get(1))).containsEntry("observation", "stack");
        assertThat(registry.getCurrentObservation()).isNull();
    }

    @Test
    void failuresAndOperatorsCallsAreObservedToo() {
        ListRequest late = ListRequest.of(MemoryScope.user(USER))
                .withOptions(ReadOptions.DEFAULT.withDeadline(Deadline.after(Duration.ZERO)));
        assertThatThrownBy(() -> store.list(late)).isInstanceOf(StoreUnavailableException.class);
        assertThat(keys(ended.get(1))).containsEntry("outcome", "unavailable").containsEntry("source", "none");
        assertThat(ended.get(1).getError()).isInstanceOf(StoreUnavailableException.class);

        StoreAdmin.of(store).count(MemoryScope.user(USER));
        assertThat(keys(ended.get(3))).containsEntry("op", "count").containsEntry("outcome", "answered");
        assertThat(ended)
                .noneMatch(context -> context.getAllKeyValues().toString().contains(USER));
    }

    @Test
    void handlersOfAMeterRegistryMakeTimersOfThem() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
        store.list(ListRequest.of(MemoryScope.user(USER)));
        assertThat(meters.get("mem0.call")
                        .tag("observation", "stack")
                        .tag("op", "list")
                        .timer()
                        .count())
                .isEqualTo(1);
    }
}
