package io.github.mem0j.observation;

import static io.github.mem0j.observation.Scripted.logged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What a call knows of the time that it spent within observations further inside. */
class LayerTimesTest {
    private final Scripted.Time time = new Scripted.Time();
    private final List<OperationEvent> events = new CopyOnWriteArrayList<>();

    private Observation.Builder observation() {
        return Observation.builder().nanoTime(time::get).listener(events::add);
    }

    private MemoryStack overStore(long millis) {
        return MemoryStack.over(EmbeddedMemoryStore.create())
                .layer(time.taking(millis)::apply)
                .layer(observation().name("store").build());
    }

    private OperationEvent last() {
        return events.get(events.size() - 1);
    }

    private static LayerTime inside(String layer, long millis, int calls) {
        return new LayerTime(layer, Duration.ofMillis(millis).toNanos(), calls);
    }

    @Test
    void theTimeOfEachLayerIsKnownAndASlowCallIsLoggedOnce() {
        MemoryStore store = overStore(171)
                .layer(time.taking(8)::apply)
                .layer(observation().name("cache").build())
                .layer(time.taking(3)::apply)
                .layer(observation().build())
                .build();
        assertThat(logged(() -> store.search(Scripted.SEARCH)))
                .singleElement()
                .asString()
                .endsWith(" - search took 182 ms (cache 179 ms, store 171 ms), answered by embedded, 0 items, 10"
                        + " asked for");
        assertThat(events).extracting(OperationEvent::observation).containsExactly("store", "cache", "stack");
        assertThat(events.get(0).inside()).isEmpty();
        assertThat(events.get(1).inside()).containsExactly(inside("store", 171, 1));
        assertThat(last().inside()).containsExactly(inside("cache", 179, 1), inside("store", 171, 1));
        assertThat(ObservationAdmin.of(store).statistics())
                .extracting(ObservationStatistics::observation)
                .containsExactly("stack", "cache", "store");
    }

    @Test
    void eachCallKnowsOnlyItsOwn() {
        MemoryStore store = overStore(5).layer(observation().build()).build();
        store.search(Scripted.SEARCH);
        store.search(Scripted.SEARCH);
        assertThat(last().inside()).containsExactly(inside("store", 5, 1));
        StoreAdmin.of(store).count();
        assertThat(last().inside()).containsExactly(inside("store", 5, 1));
    }

    @Test
    void callsThatFailedInBetweenCountAndLeaveNothingBehind() {
        MemoryStore store = MemoryStack.over(EmbeddedMemoryStore.create())
                .layer(inner -> new Scripted(inner, below -> {
                    time.pass(20);
                    throw StoreUnavailableException.notApplied("down", null);
                }))
                .layer(observation().name("store").build())
                .layer(inner -> new Scripted(inner, below -> {
                    Throwable first = catchThrowable(below::get); // a repetition
                    assertThat(first).isNotNull();
                    time.pass(10);
                    return below.get();
                }))
                .layer(observation().build())
                .build();
        for (int i = 0; i < 2; i++) {
            assertThat(catchThrowable(() -> store.search(Scripted.SEARCH)))
                    .isInstanceOf(StoreUnavailableException.class);
            assertThat(last().inside()).containsExactly(inside("store", 40, 2));
            assertThat(last().nanos()).isEqualTo(Duration.ofMillis(50).toNanos());
        }
        assertThat(events).hasSize(6).extracting(OperationEvent::outcome).containsOnly(CallOutcome.UNAVAILABLE);

        MemoryStore sound = overStore(1).build();
        sound.search(Scripted.SEARCH);
        assertThat(logged(() -> overStore(100).build().search(Scripted.SEARCH)))
                .as("there is no call around it any more that would log it")
                .hasSize(1);
    }

    @Test
    void aLayerThatAsksTheWholeStackAgainIsNoTrouble() {
        AtomicReference<MemoryStore> whole = new AtomicReference<>();
        AtomicReference<Boolean> asks = new AtomicReference<>(true);
        whole.set(overStore(5)
                .layer(inner -> new Scripted(inner, below -> {
                    if (asks.getAndSet(false)) {
                        whole.get().get(Scripted.GET);
                    }
                    return below.get();
                }))
                .layer(observation().build())
                .build());
        whole.get().search(Scripted.SEARCH);
        assertThat(events)
                .extracting(event -> event.observation() + " " + event.operation())
                .containsExactly("store get", "stack get", "store search", "stack search");
        assertThat(events.get(1).inside()).containsExactly(inside("store", 5, 1));
        assertThat(events.get(2).inside()).isEmpty();
        assertThat(last().inside()).containsExactly(inside("stack", 5, 1), inside("store", 10, 2));
        events.clear();
        whole.get().search(Scripted.SEARCH);
        assertThat(last().inside()).containsExactly(inside("store", 5, 1));
    }

    @Test
    void whatAnotherThreadDoesIsNotCounted() {
        MemoryStore store = overStore(120)
                .layer(inner -> new Scripted(
                        inner, below -> CompletableFuture.supplyAsync(below).join()))
                .layer(observation().build())
                .build();
        List<String> lines = logged(() -> store.search(Scripted.SEARCH));
        assertThat(last().nanos()).isEqualTo(Duration.ofMillis(120).toNanos());
        assertThat(last().inside()).isEmpty();
        assertThat(lines).hasSize(2); // each is the outermost of its thread
        assertThat(lines.get(0)).contains("store: search took 120 ms, ");
        assertThat(lines.get(1)).contains(" search took 120 ms, ");
    }

    @Test
    void anInnerOneWithALowerBoundLogsWhatIsNotSlowOutside() {
        MemoryStore store = MemoryStack.over(EmbeddedMemoryStore.create())
                .layer(time.taking(30)::apply)
                .layer(observation()
                        .name("store")
                        .slowAfter(Duration.ofMillis(20))
                        .build())
                .layer(time.taking(10)::apply)
                .layer(observation().build())
                .build();
        List<String> lines = new ArrayList<>(logged(() -> store.search(Scripted.SEARCH)));
        assertThat(lines).singleElement().asString().contains("store: search took 30 ms, answered");
    }
}
