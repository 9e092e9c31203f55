package io.github.mem0j.cache;

import static io.github.mem0j.cache.LocalVariant.DEAF_FEED;
import static io.github.mem0j.cache.LocalVariant.NO_STAMPS;
import static io.github.mem0j.cache.LocalVariant.SOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.cache.Probe.Point;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.ReadOptions;
import io.github.mem0j.testkit.Fault;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loads ahead of the end of an answer's freshness. */
class LocalRefreshRacesTest {
    private static final double RANDOM = 0.5;
    private static final Duration LOAD = Duration.ofMillis(100);
    /** With that random number and that load, the greatest time left at which a refresh is due. */
    private static final long DUE_NANOS = (long) Math.floor(-LOAD.toNanos() * Math.log(1 - RANDOM));

    /** An answer is cached whose load took {@link #LOAD}, and has {@code left} until its end. */
    private static LocalRig rig(LocalVariant variant, long left) {
        LocalRig rig = LocalRig.fed(variant, builder -> builder.random(() -> RANDOM));
        rig.slow(LOAD);
        GetResult loaded = rig.cache.get(LocalRig.GET);
        rig.slow(Duration.ZERO);
        rig.clock.advance(loaded.provenance().freshFor().minusNanos(left));
        return rig;
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 1})
    void aRefreshIsDueExactlyAsTheFormulaSays(long earlier) {
        try (LocalRig rig = rig(SOUND, DUE_NANOS + earlier)) {
            LocalStops.Stop put = rig.stops.next(Point.LOCAL_BEFORE_PUT);
            assertThat(rig.read()).isEqualTo("old");
            if (earlier <= 0) {
                put.awaitReached();
            }
            put.release();
            assertThat(rig.count(CacheMetric.REFRESHES)).isEqualTo(earlier <= 0 ? 1 : 0);
        }
    }

    @Test
    void whatWasRefreshedIsServedWithoutAnotherLoad() {
        try (LocalRig rig = rig(SOUND, DUE_NANOS)) {
            assertThat(rig.read()).isEqualTo("old");
            rig.awaitCount(CacheMetric.STORED, 2);
            rig.clock.advance(Duration.ofNanos(2 * DUE_NANOS));
            GetResult result = rig.cache.get(LocalRig.GET);
            assertThat(result.provenance().age()).isEqualTo(Duration.ofNanos(2 * DUE_NANOS));
            assertThat(rig.loaded()).isEqualTo(2);
        }
    }

    @Test
    void aRefreshAsksTheLayersBelowForTheStoresAnswer() {
        try (LocalRig rig = rig(SOUND, DUE_NANOS)) {
            GetRequest young = LocalRig.GET.withOptions(ReadOptions.DEFAULT.withMaxAge(Duration.ofHours(1)));
            rig.cache.get(young);
            rig.awaitCount(CacheMetric.STORED, 2);
            assertThat(rig.loads.calls(GetRequest.class).get(1))
                    .isEqualTo(
                            LocalRig.GET.withOptions(ReadOptions.DEFAULT.withFreshness(ReadOptions.Freshness.REFRESH)));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void inTheRaceOfAWriteWithARefreshTheRefreshedAnswerIsNotServed(boolean elsewhere) {
        assertThat(writtenWhileRefreshed(SOUND, elsewhere)).isEqualTo("new");
        assertThat(writtenWhileRefreshed(elsewhere ? DEAF_FEED : NO_STAMPS, elsewhere))
                .isEqualTo("old");
    }

    /** A refresh has loaded; a write comes, here or elsewhere; the refreshed answer is put; what a read sees. */
    private static String writtenWhileRefreshed(LocalVariant variant, boolean elsewhere) {
        try (LocalRig rig = rig(variant, DUE_NANOS)) {
            LocalStops.Stop put = rig.stops.next(Point.LOCAL_BEFORE_PUT);
            assertThat(rig.read()).isEqualTo("old");
            put.awaitReached();
            if (elsewhere) {
                rig.writeElsewhere("new");
                rig.feed.end(LocalRig.ANN, Generation.ALL);
            } else {
                rig.write("new");
            }
            put.release();
            rig.awaitCount(variant == SOUND ? CacheMetric.REFUSED : CacheMetric.STORED, variant == SOUND ? 1 : 2);
            return rig.read();
        }
    }

    @Test
    void inTheRaceOfTwoRefreshesOneLoads() {
        try (LocalRig rig = rig(SOUND, DUE_NANOS)) {
            LocalStops.Stop put = rig.stops.next(Point.LOCAL_BEFORE_PUT);
            assertThat(rig.read()).isEqualTo("old");
            put.awaitReached();
            for (int i = 0; i < 10; i++) {
                assertThat(rig.read()).isEqualTo("old"); // each of these is due as well
            }
            put.release();
            rig.awaitCount(CacheMetric.STORED, 2);
            assertThat(rig.count(CacheMetric.REFRESHES)).isEqualTo(1);
            assertThat(rig.loaded()).isEqualTo(2);
        }
    }

    @Test
    void inTheRaceOfARefreshWithTheEndOfFreshnessReadersJoinTheRefresh() {
        try (LocalRig rig = rig(SOUND, DUE_NANOS)) {
            LocalStops.Stop put = rig.stops.next(Point.LOCAL_BEFORE_PUT);
            assertThat(rig.read()).isEqualTo("old");
            put.awaitReached();
            rig.clock.advance(Duration.ofNanos(DUE_NANOS));
            Aside<String> reader = Aside.call(rig::read);
            rig.stops.awaitPassed(Point.FOLLOWER_JOINED, 1);
            put.release();
            assertThat(reader.get()).isEqualTo("old");
            assertThat(rig.loaded()).isEqualTo(2);
        }
    }

    @Test
    void aRefreshThatFailsLeavesTheAnswerAndMayBeRepeated() {
        try (LocalRig rig = rig(SOUND, DUE_NANOS)) {
            rig.faulty.injectNext(1, Fault.UNAVAILABLE);
            assertThat(rig.read()).isEqualTo("old");
            rig.awaitCount(CacheMetric.LOAD_FAILURES, 1);
            // The next one is refused until the first has left, which is a moment later.
            while (rig.count(CacheMetric.STORED) < 2) {
                assertThat(rig.read()).isEqualTo("old");
            }
            // A read that found the old answer in the second one's last moment may begin a third.
            assertThat(rig.count(CacheMetric.REFRESHES)).isGreaterThanOrEqualTo(2);
        }
    }
}
