package io.github.mem0j.cache;

import static io.github.mem0j.cache.LocalRig.ANN;
import static io.github.mem0j.cache.LocalRig.GET;
import static io.github.mem0j.cache.LocalVariant.SOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.NewMemory;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.ReadOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** For how long answers are served, to the nanosecond. */
class LocalAgesTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration NANO = Duration.ofNanos(1);

    @Test
    void anAnswerIsServedForAsLongAsItSaysFromTheStartOfItsLoad() {
        try (LocalRig rig = LocalRig.fed(SOUND)) {
            rig.slow(SECOND);
            Duration left = rig.cache.get(GET).provenance().freshFor();
            assertThat(left).isBetween(Duration.ofSeconds(269), Duration.ofSeconds(299));
            rig.clock.advance(left.minus(NANO));
            GetResult last = rig.cache.get(GET);
            assertThat(last.provenance().age()).isEqualTo(SECOND.plus(left).minus(NANO));
            assertThat(last.provenance().freshFor()).isEqualTo(NANO);
            assertThat(rig.loaded()).isEqualTo(1);
            rig.clock.advance(NANO);
            rig.read();
            assertThat(rig.loaded()).isEqualTo(2);
        }
    }

    @Test
    void whatWasNotFoundIsServedForAShorterTime() {
        try (LocalRig rig = LocalRig.fed(SOUND)) {
            ListRequest nothing = ListRequest.of(LocalRig.BOB);
            Duration left = rig.cache.list(nothing).provenance().freshFor();
            assertThat(left).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(10));
            rig.cache.list(nothing);
            assertThat(rig.count(CacheMetric.NEGATIVE_HITS)).isEqualTo(1);
            rig.clock.advance(left);
            rig.cache.list(nothing);
            assertThat(rig.count(CacheMetric.LOADS)).isEqualTo(2);
        }
    }

    @Test
    void theAgeAndTheBoundOfTheLayerBelowCount() {
        try (LocalRig rig = LocalRig.fed(SOUND)) {
            rig.answerBy(answer -> answer.withProvenance(
                    answer.provenance().agedAtLeast(Duration.ofSeconds(200)).freshForAtMost(SECOND)));
            assertThat(rig.cache.get(GET).provenance().freshFor()).isEqualTo(SECOND);
            rig.clock.advance(SECOND.minus(NANO));
            assertThat(rig.cache.get(GET).provenance().age())
                    .isEqualTo(Duration.ofSeconds(201).minus(NANO));
            assertThat(rig.loaded()).isEqualTo(1);
            rig.clock.advance(NANO);
            rig.read();
            assertThat(rig.loaded()).isEqualTo(2);
        }
        try (LocalRig rig = LocalRig.fed(SOUND)) {
            rig.answerBy(answer -> answer.withProvenance(answer.provenance().agedAtLeast(Duration.ofSeconds(200))));
            assertThat(rig.cache.get(GET).provenance().freshFor())
                    .isBetween(Duration.ofSeconds(70), Duration.ofSeconds(100));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 1})
    void aHitIsNoOlderThanAskedFor(long older) {
        try (LocalRig rig = LocalRig.fed(SOUND)) {
            rig.slow(Duration.ofMillis(400));
            rig.read();
            rig.clock.advance(Duration.ofMillis(600).plusNanos(older));
            GetResult result = rig.cache.get(GET.withOptions(ReadOptions.DEFAULT.withMaxAge(SECOND)));
            assertThat(rig.loaded()).isEqualTo(older <= 0 ? 1 : 2);
            assertThat(result.provenance().age()).isLessThanOrEqualTo(SECOND);
        }
    }

    @Test
    void whoAsksForTheStoresAnswerGetsItAndOnlyRefreshIsKept() {
        try (LocalRig rig = LocalRig.fed(SOUND)) {
            rig.read();
            rig.writeElsewhere("new"); // of which nobody tells
            ReadOptions bypass = ReadOptions.DEFAULT.withFreshness(ReadOptions.Freshness.BYPASS);
            assertThat(LocalRig.text(rig.cache.get(GET.withOptions(bypass)))).isEqualTo("new");
            assertThat(rig.read()).isEqualTo("old");
            ReadOptions refresh = ReadOptions.DEFAULT.withFreshness(ReadOptions.Freshness.REFRESH);
            assertThat(LocalRig.text(rig.cache.get(GET.withOptions(refresh)))).isEqualTo("new");
            assertThat(rig.read()).isEqualTo("new");
        }
    }

    @Test
    void inTheRaceOfAnExpiryWithAHitTheAnswerEndsWithTheMemory() {
        assertThat(seenAroundExpiry(true)).isEqualTo(List.of(2, 1));
        assertThat(seenAroundExpiry(false)).isEqualTo(List.of(2, 2));
    }

    /** How many memories a list has a nanosecond before one expires, and at that moment. */
    private static List<Integer> seenAroundExpiry(boolean clockOfTheStore) {
        try (LocalRig rig = LocalRig.fed(
                SOUND,
                builder -> clockOfTheStore ? builder : builder.clock(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC)))) {
            rig.database.add(AddRequest.of(
                    ANN,
                    LocalRig.SPACE,
                    NewMemory.of("short-lived", LocalRig.VECTOR)
                            .withExpiresAt(rig.clock.instant().plus(SECOND))));
            ListRequest list = ListRequest.of(ANN);
            rig.cache.list(list);
            rig.clock.advance(SECOND.minus(NANO));
            int before = rig.cache.list(list).memories().size();
            assertThat(rig.count(CacheMetric.HITS)).isEqualTo(1);
            rig.clock.advance(NANO);
            return List.of(before, rig.cache.list(list).memories().size());
        }
    }

    @Test
    void aMemoryThatExpiresWhileItIsLoadedIsNotServedLater() {
        try (LocalRig rig = LocalRig.fed(SOUND)) {
            NewMemory expiring = NewMemory.of("short-lived", LocalRig.VECTOR)
                    .withExpiresAt(rig.clock.instant().plus(SECOND));
            rig.database.add(AddRequest.of(ANN, LocalRig.SPACE, expiring));
            rig.slow(SECOND);
            GetRequest get = GetRequest.of(ANN, expiring.id());
            rig.cache.get(get);
            assertThat(rig.cache.get(get).memories()).isEmpty();
        }
    }

    @Test
    void whatIsTooLargeIsNotKept() {
        try (LocalRig rig = LocalRig.fed(SOUND, builder -> builder.maxEntryBytes(500))) {
            rig.read();
            rig.read();
            assertThat(rig.loaded()).isEqualTo(2);
            assertThat(rig.count(CacheMetric.OVERSIZE)).isEqualTo(2);
            assertThat(rig.count(CacheMetric.ENTRIES)).isZero();
        }
    }
}
