package io.github.mem0j.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.cache.Probe.Point;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.Operation;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SingleFlightTest {
    private static final int THREADS = 32;
    private static final int KEYS = 16;

    private final LocalStops stops = new LocalStops();
    private final SingleFlight<String> flights = new SingleFlight<>(() -> stops.at(Point.FOLLOWER_JOINED));
    private final AtomicInteger loads = new AtomicInteger();

    private SingleFlight.Flown<String> fly(Object key, Runnable during) {
        return flights.load(key, null, Operation.GET, () -> {
            loads.incrementAndGet();
            during.run();
            return new SingleFlight.Flown<>("answer of " + key, 7);
        });
    }

    @Test
    void ofManyThatAskTheSameOneLoads() {
        LocalStops.Stop held = new LocalStops.Stop();
        List<Aside<SingleFlight.Flown<String>>> asked = IntStream.range(0, THREADS)
                .mapToObj(i -> Aside.call(() -> fly("key", held::hold)))
                .toList();
        stops.awaitPassed(Point.FOLLOWER_JOINED, THREADS - 1);
        held.release();
        assertThat(asked).extracting(Aside::get).allSatisfy(flown -> {
            assertThat(flown.answer()).isEqualTo("answer of key");
            assertThat(flown.startedAt()).isEqualTo(7);
        });
        assertThat(asked.stream().filter(flown -> flown.get().joined())).hasSize(THREADS - 1);
        assertThat(loads).hasValue(1);
        assertThat(fly("key", () -> {}).joined()).as("once it has landed").isFalse();
        assertThat(loads).hasValue(2);
    }

    @Test
    void differentKeysLoadAtTheSameTime() {
        CountDownLatch inside = new CountDownLatch(KEYS);
        List<Aside<SingleFlight.Flown<String>>> asked = IntStream.range(0, KEYS)
                .mapToObj(i -> Aside.call(() -> fly(i, () -> {
                    inside.countDown();
                    LocalStops.await(inside); // none leaves before all are in
                })))
                .toList();
        assertThat(asked).extracting(flown -> flown.get().joined()).containsOnly(false);
    }

    @Test
    void aKeyWithinTheLoadOfAnotherIsNoTrouble() {
        assertThat(fly(
                                "outer",
                                () -> assertThat(fly("inner", () -> {}).answer())
                                        .isEqualTo("answer of inner"))
                        .answer())
                .isEqualTo("answer of outer");
    }

    @Test
    void throughTheCacheOfManyThatAskTheSameOneLoads() {
        try (LocalRig rig = LocalRig.fed(LocalVariant.SOUND)) {
            LocalStops.Stop held = rig.stopInNextLoad(() -> {});
            List<Aside<String>> asked = IntStream.range(0, THREADS)
                    .mapToObj(i -> Aside.call(rig::read))
                    .toList();
            rig.stops.awaitPassed(Point.FOLLOWER_JOINED, THREADS - 1);
            held.release();
            assertThat(asked).extracting(Aside::get).containsOnly("old");
            assertThat(rig.loaded()).isEqualTo(1);
            assertThat(rig.count(CacheMetric.JOINED)).isEqualTo(THREADS - 1);
        }
    }

    @Test
    void throughTheCacheDifferentKeysLoadAtTheSameTime() {
        try (LocalRig rig = LocalRig.fed(LocalVariant.SOUND)) {
            CountDownLatch inside = new CountDownLatch(KEYS);
            rig.answerBy(answer -> {
                if (answer instanceof GetResult) {
                    inside.countDown();
                    LocalStops.await(inside);
                }
                return answer;
            });
            List<NewMemory> memories = IntStream.range(0, KEYS)
                    .mapToObj(i -> NewMemory.of("memory " + i, LocalRig.VECTOR))
                    .toList();
            rig.database.add(AddRequest.of(LocalRig.ANN, LocalRig.SPACE, memories));
            List<Aside<UUID>> asked = memories.stream()
                    .map(memory -> Aside.call(() -> rig.cache
                            .get(GetRequest.of(LocalRig.ANN, memory.id()))
                            .memories()
                            .get(0)
                            .id()))
                    .toList();
            assertThat(asked)
                    .extracting(Aside::get)
                    .containsExactlyElementsOf(
                            memories.stream().map(NewMemory::id).toList());
        }
    }

    @Test
    void throughTheCacheAWriteDoesNotWaitForALoad() {
        try (LocalRig rig = LocalRig.fed(LocalVariant.SOUND)) {
            LocalStops.Stop held = rig.stopInNextLoad(() -> {});
            Aside<String> read = Aside.call(rig::read);
            held.awaitReached();
            rig.write("new"); // would never return if it waited: the load is let go of afterwards
            assertThat(rig.read()).isEqualTo("new");
            held.release();
            assertThat(read.get()).isEqualTo("old");
        }
    }
}
