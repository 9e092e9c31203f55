package io.github.mem0j.observation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.layer.LayerKind;
import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class ObservationStatisticsTest {
    private final Scripted.Time time = new Scripted.Time();

    private static OperationStatistics of(MemoryStore store, String operation) {
        return ObservationAdmin.of(store)
                .statistics()
                .get(0)
                .operation(operation)
                .orElseThrow();
    }

    @Test
    void aTableToPrint() {
        AtomicLong calls = new AtomicLong();
        MemoryStore store = MemoryStack.over(EmbeddedMemoryStore.create())
                .layer(inner -> new Scripted(inner, below -> {
                    long number = calls.incrementAndGet();
                    time.addAndGet(number == 100 ? 250_000_000 : 32_000);
                    if (number > 100) {
                        time.pass(1_000);
                        throw StoreUnavailableException.notApplied("down", null);
                    }
                    return below.get();
                }))
                .layer(Observation.builder()
                        .nanoTime(time::get)
                        .slowAfter(Duration.ofMillis(200))
                        .build())
                .build();
        for (int i = 0; i < 99; i++) {
            store.search(Scripted.SEARCH);
        }
        StoreAdmin.of(store).count();
        List<String> warnings = Scripted.logged(() -> {
            for (int i = 0; i < 3; i++) {
                try {
                    store.search(Scripted.SEARCH);
                } catch (StoreUnavailableException expected) {
                    // counted
                }
            }
        });
        assertThat(warnings).hasSize(3); // a second each
        ObservationStatistics statistics =
                ObservationAdmin.of(store).statistics().get(0);
        assertThat(statistics.table().lines())
                .containsExactly(
                        "stack               calls    p50 ms    p95 ms    p99 ms    max ms    slow degraded  failures in 3"
                                + " s",
                        "search                102     0.032     0.032     0.032     0.032       3        0  UNAVAILABLE 3"
                                + " (p50 998, max 1000 ms)",
                        "count                   1       250       250       250       250       1        0  none");
        assertThat(of(store, "search").count()).isEqualTo(102);
        assertThat(of(store, "search").count(CallOutcome.ANSWERED)).isEqualTo(99);
        assertThat(of(store, "search").failed().max()).isEqualTo(Duration.ofNanos(1_000_032_000));

        ObservationAdmin.of(store).reset();
        assertThat(ObservationAdmin.of(store).statistics().get(0).operations()).isEmpty();
        assertThat(ObservationAdmin.of(store).statistics().get(0).span()).isZero();
    }

    @Test
    void operationsComeInTheirOrderAndOperatorsCallsAfterThem() {
        MemoryStore store = Observation.defaults().over(EmbeddedMemoryStore.create());
        StoreAdmin.of(store).ping();
        StoreAdmin.of(store).count();
        store.search(Scripted.SEARCH);
        store.get(Scripted.GET);
        assertThat(ObservationAdmin.of(store).statistics().get(0).operations())
                .extracting(OperationStatistics::operation)
                .containsExactly("get", "search", "count", "ping");
    }

    @Test
    void countsAreExactUnderThreads() throws Exception {
        int threads = 8;
        int rounds = 10_000;
        LongAdder told = new LongAdder();
        LongAdder nanos = new LongAdder();
        ThreadLocal<int[]> turns = ThreadLocal.withInitial(() -> new int[1]);
        MemoryStore store = MemoryStack.over(EmbeddedMemoryStore.create())
                .layer(inner -> new Scripted(inner, below -> {
                    if (++turns.get()[0] % 10 == 0) {
                        throw StoreUnavailableException.unknown("cut", null);
                    }
                    return below.get();
                }))
                .layer(Observation.builder().name("store").build())
                .layer(Observation.builder()
                        .slowAfter(Duration.ofHours(1))
                        .listener(event -> {
                            told.increment();
                            nanos.add(event.inside().get(0).calls());
                        })
                        .build())
                .build();
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<?>> callers = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                callers.add(executor.submit(() -> {
                    start.await();
                    for (int i = 0; i < rounds; i++) {
                        try {
                            store.get(Scripted.GET);
                        } catch (StoreUnavailableException expected) {
                            // counted
                        }
                    }
                    return true;
                }));
            }
            start.countDown();
            long seen = 0;
            while (!callers.stream().allMatch(Future::isDone)) {
                long now = ObservationAdmin.of(store).statistics().get(0).operation("get").stream()
                        .mapToLong(OperationStatistics::count)
                        .sum();
                assertThat(now).isBetween(seen, (long) threads * rounds);
                seen = now;
            }
            for (Future<?> caller : callers) {
                caller.get();
            }
        } finally {
            executor.shutdownNow();
        }
        long calls = (long) threads * rounds;
        assertThat(told.sum()).isEqualTo(calls);
        assertThat(nanos.sum()).isEqualTo(calls);
        for (ObservationStatistics statistics : ObservationAdmin.of(store).statistics()) {
            OperationStatistics get = statistics.operation("get").orElseThrow();
            assertThat(get.outcomes())
                    .isEqualTo(Map.of(CallOutcome.ANSWERED, calls * 9 / 10, CallOutcome.UNKNOWN, calls / 10));
            assertThat(get.answered().count()).isEqualTo(calls * 9 / 10);
            assertThat(get.failed().count()).isEqualTo(calls / 10);
        }
        ObservationAdmin.of(store).reset();
        assertThat(ObservationAdmin.of(store).statistics())
                .hasSize(2)
                .allSatisfy(statistics -> assertThat(statistics.operations()).isEmpty());
    }

    @Test
    void anObservationWithANameIsAtHomeAnywhereAndOneWithoutOutermost() {
        assertThat(Observation.defaults().kind()).isEqualTo(LayerKind.OBSERVATION);
        assertThat(Observation.builder().name("store").build().kind()).isEqualTo(LayerKind.OTHER);
    }
}
