package io.github.mem0j.cache;

import static io.github.mem0j.cache.LocalVariant.SOUND;
import static io.github.mem0j.cache.SetRig.ANN;
import static io.github.mem0j.cache.SetRig.BOB;
import static io.github.mem0j.cache.SetRig.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.ReadRequest;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.testkit.Fault;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much a working set holds, how much it loads at once, and when. */
class WorkingSetBoundsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration HOT_WITHIN = Duration.ofMinutes(10);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anOwnerWithTooManyMemoriesPassesThroughAndComesBackOnceThereAreFewer(boolean own) {
        grow(own, "short", builder -> builder.maxOwnerMemories(2));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anOwnerWithTooManyBytesPassesThroughAndComesBackOnceThereAreFewer(boolean own) {
        grow(own, "x".repeat(20_000), builder -> builder.maxBytes(128 << 10));
    }

    private static void grow(boolean own, String text, UnaryOperator<WorkingSet.Builder> settings) {
        try (SetRig rig = SetRig.of(SOUND, settings)) {
            assertThat(rig.isHeld()).isTrue();
            UUID third = new UUID(3, 3);
            add(rig, own, OTHER, text);
            assertThat(rig.isHeld()).as("as many as may be").isTrue();
            add(rig, own, third, text);
            for (int reads = 0; reads < 3; reads++) {
                assertThat(rig.isHeld()).as("one too many").isFalse();
                assertThat(rig.texts(ANN)).isEqualTo(SetRig.texts(rig.database, ANN));
            }
            assertThat(rig.count(CacheMetric.ENTRIES)).isZero();
            DeleteRequest delete = DeleteRequest.ids(ANN, third);
            if (own) {
                rig.set.delete(delete);
            } else {
                rig.elsewhere(ANN, () -> rig.database.delete(delete));
            }
            rig.reset();
            assertThat(rig.isHeld()).as("not at once").isFalse();
            assertThat(rig.recorded.adminCalls()).isEmpty();
            rig.clock.advance(HOT_WITHIN);
            assertThat(rig.isHeld()).isTrue();
            assertThat(rig.texts(ANN))
                    .isEqualTo(SetRig.texts(rig.database, ANN))
                    .hasSize(2);
        }
    }

    private static void add(SetRig rig, boolean own, UUID id, String text) {
        if (own) {
            rig.set.add(SetRig.insert(ANN, id, text));
            rig.tick();
        } else {
            rig.elsewhere(ANN, () -> rig.database.add(SetRig.insert(ANN, id, text)));
        }
    }

    @Test
    void aSearchDuringWhichItsOwnerIsEvictedEndsRightAndLeavesNothing() {
        HeldClock clock = new HeldClock();
        try (SetRig rig =
                SetRig.of(SOUND, builder -> builder.maxBytes(128 << 10).clock(clock))) {
            clock.time = rig.clock;
            assertThat(rig.isHeld()).isTrue();
            LocalStops.Stop stop = new LocalStops.Stop();
            clock.next.set(stop);
            SearchRequest search = SearchRequest.of(ANN, LocalRig.SPACE, LocalRig.VECTOR);
            Aside<Integer> searching =
                    Aside.call(() -> rig.set.search(search).hits().size());
            stop.awaitReached();
            rig.evictHeldAnn();
            rig.write("new"); // what was evicted does not follow it
            stop.release();
            assertThat(searching.get()).isEqualTo(1);
            assertThat(rig.read()).isEqualTo("new");
            assertThat(rig.texts(ANN)).containsExactly("new");
        }
    }

    /** Holds the next who asks for the time: a search does, once it has its table. */
    private static final class HeldClock extends Clock {
        private final AtomicReference<LocalStops.Stop> next = new AtomicReference<>();
        private volatile Clock time = Clock.systemUTC();

        @Override
        public Instant instant() {
            LocalStops.Stop stop = next.getAndSet(null);
            if (stop != null) {
                stop.hold();
            }
            return time.instant();
        }

        @Override
        public ZoneId getZone() {
            return time.getZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("nobody asks for it");
        }
    }

    @Test
    void theSecondReadWithinTheTimeLoadsOnceHoweverManyAsk() {
        try (SetRig rig = SetRig.inBackground(UnaryOperator.identity())) {
            assertThat(rig.read()).isEqualTo("old");
            rig.clock.advance(HOT_WITHIN.plusNanos(1));
            assertThat(rig.read()).isEqualTo("old");
            assertThat(rig.count(CacheMetric.LOADS))
                    .as("too late for the first")
                    .isZero();
            LocalStops.Stop stop = rig.stops.next(Probe.Point.SET_LOADED);
            rig.clock.advance(HOT_WITHIN);
            assertThat(rig.read()).isEqualTo("old");
            stop.awaitReached();
            List<Aside<String>> readers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                readers.add(Aside.call(rig::read));
            }
            readers.forEach(reader -> assertThat(reader.get()).isEqualTo("old"));
            assertThat(rig.count(CacheMetric.HITS)).isZero();
            stop.release();
            rig.awaitCount(CacheMetric.STORED, 1);
            assertThat(rig.isHeld()).isTrue();
            assertThat(rig.count(CacheMetric.LOADS)).isEqualTo(1);
            assertThat(rig.count(CacheMetric.COMPARISONS)).isZero();
        }
    }

    private static CompletableFuture<Boolean> warm(MemoryStore store, MemoryScope owner) {
        return WorkingSetAdmin.of(store).warm(owner);
    }

    @Test
    void onlySoManyOwnersAreLoadedAtOnce() throws Exception {
        try (SetRig rig = SetRig.inBackground(builder -> builder.maxLoads(2))) {
            rig.faulty.inject(Fault.HANG);
            List<CompletableFuture<Boolean>> warmed = new ArrayList<>();
            for (int owner = 0; owner < 5; owner++) {
                warmed.add(warm(rig.set, MemoryScope.user("owner " + owner)));
            }
            rig.faulty.awaitHanging(2, PATIENCE);
            assertThat(rig.count(CacheMetric.LOADS)).isEqualTo(2);
            rig.faulty.heal();
            for (CompletableFuture<Boolean> each : warmed) {
                assertThat(each.get(20, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(rig.count(CacheMetric.LOADS)).isEqualTo(5);
            assertThat(rig.count(CacheMetric.ENTRIES)).isEqualTo(5);
        }
    }

    @Test
    void warmingLoadsBeforeAnyReadUnlessThereIsTooMuch() throws Exception {
        try (SetRig rig = SetRig.inBackground(builder -> builder.maxOwnerMemories(1))) {
            rig.database.add(SetRig.insert(BOB, OTHER, "bob's second"));
            assertThat(warm(rig.set, ANN).get(20, TimeUnit.SECONDS)).isTrue();
            assertThat(rig.isHeld()).isTrue();
            assertThat(warm(rig.set, BOB).get(20, TimeUnit.SECONDS)).isFalse();
            assertThat(rig.isHeld(BOB)).isFalse();
        }
    }

    /** More than one page can hold is listed, and only what the page has not is fetched. */
    @Test
    void whoHasNoMoreThanAPageIsLoadedInOneTrip() {
        for (int memories : new int[] {1, ReadRequest.MAX_LIMIT, ReadRequest.MAX_LIMIT + 2}) {
            try (SetRig rig = SetRig.of(SOUND)) {
                List<NewMemory> many = IntStream.range(1, memories)
                        .mapToObj(i -> NewMemory.of("memory " + i, LocalRig.VECTOR))
                        .toList();
                if (!many.isEmpty()) {
                    rig.database.add(AddRequest.of(ANN, LocalRig.SPACE, many));
                }
                assertThat(warm(rig.set, BOB).join()).as("the space is known").isTrue();
                boolean onePage = memories <= ReadRequest.MAX_LIMIT;
                rig.reset();
                assertThat(warm(rig.set, ANN).join()).isTrue();
                assertThat(rig.calls()).isEqualTo(onePage ? 1 : 3);
                assertThat(rig.fetched()).isEqualTo(onePage ? 0 : 2);
                rig.reset();
                assertThat(StoreAdmin.of(rig.set).count(ANN)).isEqualTo(memories);
                assertThat(rig.calls()).isZero();
            }
        }
    }

    @Test
    void cancellingEndsTheLoad() throws Exception {
        try (SetRig rig = SetRig.inBackground(UnaryOperator.identity())) {
            LocalStops.Stop stop = rig.stops.next(Probe.Point.SET_LISTED);
            CompletableFuture<Boolean> warmed = warm(rig.set, ANN);
            stop.awaitReached();
            assertThat(warmed.cancel(true)).isTrue();
            rig.reset();
            stop.release();
            rig.awaitCount(CacheMetric.REFUSED, 1);
            assertThat(rig.calls()).as("nothing fetched").isZero();
            assertThat(rig.count(CacheMetric.ENTRIES)).isZero();
        }
    }

    @Test
    void closingEndsLoadsThatAreUnderWayAndThoseThatWait() throws Exception {
        AtomicReference<Thread> loader = new AtomicReference<>();
        CompletableFuture<Boolean> underWay;
        CompletableFuture<Boolean> waiting;
        try (SetRig rig = SetRig.inBackground(builder -> builder.maxLoads(1)
                .runner((background, load) -> background.execute(() -> {
                    loader.compareAndSet(null, Thread.currentThread());
                    load.run();
                })))) {
            rig.faulty.inject(Fault.HANG);
            underWay = warm(rig.set, ANN);
            rig.faulty.awaitHanging(1, PATIENCE);
            waiting = warm(rig.set, BOB);
        }
        assertThat(underWay.get(20, TimeUnit.SECONDS)).isFalse();
        assertThat(waiting.get(20, TimeUnit.SECONDS)).isFalse();
        Thread thread = loader.get();
        thread.join(PATIENCE.toMillis());
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void aLoadThatFailsAsNobodyForesawIsOver() throws Exception {
        HandFeed failing = new HandFeed() {
            @Override
            public boolean isQuiet(MemoryScope owner) {
                throw new IllegalStateException("a mistake");
            }
        };
        // On the test's own thread: who runs loads does not see what they throw.
        try (SetRig rig =
                SetRig.inBackground(SOUND, failing, builder -> builder.runner((background, load) -> load.run()))) {
            assertThat(warm(rig.set, ANN).handle((held, failure) -> failure).get(20, TimeUnit.SECONDS))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(rig.count(CacheMetric.LOAD_FAILURES)).isEqualTo(1);
            assertThat(List.of(rig.read(), rig.read())).as("left alone").containsOnly("old");
            assertThat(rig.count(CacheMetric.LOADS)).isEqualTo(1);
            rig.clock.advance(Duration.ofMillis(200));
            assertThat(rig.read()).isEqualTo("old");
            assertThat(rig.count(CacheMetric.LOAD_FAILURES)).isEqualTo(2);
        }
    }
}
