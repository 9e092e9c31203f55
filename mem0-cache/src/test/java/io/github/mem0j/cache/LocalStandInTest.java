package io.github.mem0j.cache;

import static io.github.mem0j.cache.LocalVariant.NO_STAMPS;
import static io.github.mem0j.cache.LocalVariant.SOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mem0j.model.NewMemory;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.Degradation;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.Operation;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.ReadOptions;
import io.github.mem0j.store.StoreCorruptedException;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.testkit.Fault;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers that stand in for a store that is down. */
class LocalStandInTest {
    private static final Duration STAND_IN = Duration.ofSeconds(100);
    private static final String DOWN = "down";

    private static LocalRig rig(LocalVariant variant) {
        return LocalRig.single(variant, builder -> builder.staleIfError(STAND_IN));
    }

    /** What a read sees while the store is down, {@code later} than the end of its freshness. */
    private static String seen(LocalRig rig, Duration freshFor, Duration later) {
        rig.faulty.inject(Fault.UNAVAILABLE, Operation.GET);
        rig.clock.advance(freshFor.plus(later));
        return seen(rig, LocalRig.GET);
    }

    private static String seen(LocalRig rig, GetRequest request) {
        try {
            GetResult result = rig.cache.get(request);
            Provenance provenance = result.provenance();
            if (provenance.degradations().contains(Degradation.STALE)) {
                assertThat(provenance.storable()).isFalse();
                assertThat(provenance.freshFor()).isZero();
                assertThat(provenance.source()).isEqualTo(Provenance.LOCAL);
                return "stale " + LocalRig.text(result) + " " + provenance.age().toNanos();
            }
            return LocalRig.text(result);
        } catch (StoreUnavailableException e) {
            return DOWN;
        }
    }

    private static Duration load(LocalRig rig) {
        Duration freshFor = rig.cache.get(LocalRig.GET).provenance().freshFor();
        assertThat(freshFor).isBetween(Duration.ofSeconds(270), Duration.ofSeconds(300));
        return freshFor;
    }

    @Test
    void anAnswerIsFreshThenStaleThenGoneToTheNanosecond() {
        Duration nano = Duration.ofNanos(1);
        for (Duration later :
                new Duration[] {nano.negated(), Duration.ZERO, STAND_IN.minus(nano), STAND_IN, STAND_IN.plus(nano)}) {
            try (LocalRig rig = rig(SOUND)) {
                Duration freshFor = load(rig);
                String stale = "stale old " + freshFor.plus(later).toNanos();
                assertThat(seen(rig, freshFor, later))
                        .as("%s after the end of its freshness", later)
                        .isEqualTo(later.isNegative() ? "old" : later.compareTo(STAND_IN) < 0 ? stale : DOWN);
            }
        }
    }

    @Test
    void inTheRaceOfAnOutageWithTheLastNanosecondOfAnAnswerItStandsInForThatAndNoLonger() {
        Duration nano = Duration.ofNanos(1);
        assertThat(standsInAround(STAND_IN)).containsExactly(true, false);
        assertThat(standsInAround(STAND_IN.plus(nano))).as("too long").containsExactly(true, true);
        assertThat(standsInAround(STAND_IN.minus(nano))).as("too short").containsExactly(false, false);
    }

    /** Whether an answer stands in at its last nanosecond, and one later. */
    private static List<Boolean> standsInAround(Duration standIn) {
        try (LocalRig rig = LocalRig.single(SOUND, builder -> builder.staleIfError(standIn))) {
            String last = seen(rig, load(rig), STAND_IN.minusNanos(1));
            return List.of(
                    !last.equals(DOWN),
                    !seen(rig, Duration.ofNanos(1), Duration.ZERO).equals(DOWN));
        }
    }

    @Test
    void inTheRaceOfAnOutageWithAWriteNothingFromBeforeItStandsIn() {
        assertThat(downAfterAWrite(SOUND)).isEqualTo(DOWN);
        assertThat(downAfterAWrite(NO_STAMPS)).startsWith("stale old");
    }

    private static String downAfterAWrite(LocalVariant variant) {
        try (LocalRig rig = rig(variant)) {
            Duration freshFor = load(rig);
            rig.write("new");
            return seen(rig, freshFor, Duration.ZERO);
        }
    }

    @Test
    void afterAWriteOfUnknownOutcomeNothingFromBeforeItStandsIn() {
        try (LocalRig rig = rig(SOUND)) {
            Duration freshFor = load(rig);
            rig.failNextWrite();
            assertThatThrownBy(() -> rig.write("new")).isInstanceOf(StoreUnavailableException.class);
            assertThat(seen(rig, freshFor, Duration.ZERO)).isEqualTo(DOWN);
        }
    }

    @Test
    void noAnswerStandsInPastTheExpiryOfAMemoryInside() {
        for (long later : new long[] {-1_000, 0}) {
            try (LocalRig rig = rig(SOUND)) {
                NewMemory expiring = NewMemory.of("short-lived", LocalRig.VECTOR)
                        .withExpiresAt(rig.clock.instant().plusSeconds(350));
                rig.database.add(AddRequest.of(LocalRig.ANN, LocalRig.SPACE, expiring));
                GetRequest get = GetRequest.of(LocalRig.ANN, expiring.id());
                rig.cache.get(get);
                rig.faulty.inject(Fault.UNAVAILABLE, Operation.GET);
                rig.clock.advance(Duration.ofSeconds(350).plusNanos(later));
                String seen = seen(rig, get);
                if (later < 0) {
                    assertThat(seen).startsWith("stale short-lived");
                } else {
                    assertThat(seen).isEqualTo(DOWN);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void onlyWhoTakesAnyAnswerGetsAStaleOne(ReadOptions.Freshness freshness) {
        try (LocalRig rig = rig(SOUND)) {
            Duration freshFor = load(rig);
            assertThat(seen(rig, freshFor, Duration.ZERO)).startsWith("stale");
            assertThat(seen(rig, LocalRig.GET.withOptions(ReadOptions.DEFAULT.withFreshness(freshness))))
                    .startsWith(freshness == ReadOptions.Freshness.ANY ? "stale" : DOWN);
        }
    }

    @Test
    void noAnswerStandsInThatIsOlderThanAskedFor() {
        try (LocalRig rig = rig(SOUND)) {
            Duration freshFor = load(rig);
            assertThat(seen(rig, freshFor, Duration.ofNanos(1))).startsWith("stale");
            ReadOptions options = ReadOptions.DEFAULT;
            assertThat(seen(rig, LocalRig.GET.withOptions(options.withMaxAge(freshFor))))
                    .isEqualTo(DOWN);
            assertThat(seen(rig, LocalRig.GET.withOptions(options.withMaxAge(freshFor.plusNanos(1)))))
                    .startsWith("stale");
        }
    }

    @Test
    void otherFailuresAreNotHidden() {
        try (LocalRig rig = rig(SOUND)) {
            rig.clock.advance(load(rig));
            rig.faulty.inject(Fault.CORRUPTED, Operation.GET);
            assertThatThrownBy(rig::read).isInstanceOf(StoreCorruptedException.class);
        }
    }

    @Test
    void overAFeedItIsForTheLayerBelowToAnswerStale() {
        try (LocalRig rig = LocalRig.fed(SOUND, builder -> builder.staleIfError(STAND_IN))) {
            assertThat(seen(rig, load(rig), Duration.ZERO)).isEqualTo(DOWN);
        }
    }

    @Test
    void whatStoodInIsNotKeptAndTheNextLoadReplacesIt() {
        try (LocalRig rig = rig(SOUND)) {
            Duration freshFor = load(rig);
            assertThat(seen(rig, freshFor, Duration.ZERO)).startsWith("stale");
            assertThat(rig.count(CacheMetric.STALE_HITS)).isEqualTo(1);
            rig.writeElsewhere("new");
            rig.faulty.heal();
            assertThat(rig.read()).isEqualTo("new");
        }
    }
}
