package io.github.mem0j.cache;

import static io.github.mem0j.cache.LocalRig.ANN;
import static io.github.mem0j.cache.LocalVariant.DEAF_FEED;
import static io.github.mem0j.cache.LocalVariant.FEED_ALWAYS_LIVE;
import static io.github.mem0j.cache.LocalVariant.FEED_LOST_SILENTLY;
import static io.github.mem0j.cache.LocalVariant.NO_EPOCH;
import static io.github.mem0j.cache.LocalVariant.NO_STAMPS;
import static io.github.mem0j.cache.LocalVariant.SOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.cache.Probe.Point;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads against writes of other JVMs, of which only the feed tells. Each race is also run with what loses it. */
class LocalFeedRacesTest {
    @ParameterizedTest
    @EnumSource(names = {"LOCAL_LOADED", "LOCAL_BEFORE_PUT"})
    void inTheRaceOfAnInvalidationWithAPutTheOldAnswerIsNotServed(Point point) {
        assertThat(invalidatedWithin(SOUND, point)).isEqualTo("new");
        assertThat(invalidatedWithin(DEAF_FEED, point)).isEqualTo("old");
        assertThat(invalidatedWithin(NO_STAMPS, point)).isEqualTo("old");
    }

    /** A read has got its answer from below; the message arrives; the answer is put; what the next read sees. */
    private static String invalidatedWithin(LocalVariant variant, Point point) {
        try (LocalRig rig = LocalRig.fed(variant)) {
            LocalStops.Stop stop = rig.stops.next(point);
            Aside<String> early = Aside.call(rig::read);
            stop.awaitReached();
            rig.writeElsewhere("new");
            rig.feed.end(ANN, Generation.ALL);
            stop.release();
            assertThat(early.get()).isEqualTo("old");
            return rig.read();
        }
    }

    @Test
    void messagesAboutOthersEndNothing() {
        try (LocalRig rig = LocalRig.fed(SOUND)) {
            assertThat(rig.read()).isEqualTo("old");
            rig.feed.end(LocalRig.BOB, Generation.ALL);
            rig.feed.end(ANN, Generation.SETS.bit() | Generation.RELATIONS.bit());
            assertThat(rig.read()).isEqualTo("old");
            assertThat(rig.loaded()).isEqualTo(1);
            rig.feed.end(ANN, Generation.ITEMS.bit());
            assertThat(rig.read()).isEqualTo("old");
            assertThat(rig.loaded()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LOCAL_LOADED", "LOCAL_BEFORE_PUT"})
    void inTheRaceOfALossWithAPutTheOldAnswerIsNotServedOnceTheFeedIsBack(Point point) {
        assertThat(lostWithin(SOUND, point)).isEqualTo("new");
        assertThat(lostWithin(NO_EPOCH, point)).isEqualTo("old");
        assertThat(lostWithin(FEED_LOST_SILENTLY, point)).isEqualTo("old");
    }

    /** While an answer is on its way to be put, the feed is lost, another JVM writes, and the feed comes back. */
    private static String lostWithin(LocalVariant variant, Point point) {
        try (LocalRig rig = LocalRig.fed(variant)) {
            LocalStops.Stop stop = rig.stops.next(point);
            Aside<String> early = Aside.call(rig::read);
            stop.awaitReached();
            rig.feed.lose();
            rig.writeElsewhere("new"); // whose message is lost
            rig.feed.comeBack();
            stop.release();
            assertThat(early.get()).isEqualTo("old");
            return rig.read();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void inTheRaceOfALossWithALoadNothingOldIsServedOnceTheFeedIsBack(boolean beforeThePut) {
        assertThat(lostBeforeTheLoad(SOUND, beforeThePut)).isEqualTo("new");
        assertThat(lostBeforeTheLoad(beforeThePut ? NO_EPOCH : FEED_LOST_SILENTLY, beforeThePut))
                .isEqualTo("old");
    }

    /**
     * The feed is lost after a read has stamped and before it loads, and comes back before or after its answer is put.
     */
    private static String lostBeforeTheLoad(LocalVariant variant, boolean beforeThePut) {
        try (LocalRig rig = LocalRig.fed(variant)) {
            LocalStops.Stop stamped = rig.stops.next(Point.LOCAL_STAMP_READ);
            LocalStops.Stop put = rig.stops.next(Point.LOCAL_BEFORE_PUT);
            Aside<String> early = Aside.call(rig::read);
            stamped.awaitReached();
            rig.feed.lose();
            stamped.release();
            put.awaitReached();
            rig.writeElsewhere("new");
            if (beforeThePut) {
                rig.feed.comeBack();
            }
            put.release();
            assertThat(early.get()).isEqualTo("old");
            if (!beforeThePut) {
                rig.feed.comeBack();
            }
            return rig.read();
        }
    }

    @Test
    void inTheRaceOfALostFeedWithAWriteElsewhereNothingIsServedFromBefore() {
        assertThat(readWhileLost(SOUND)).isEqualTo("new");
        assertThat(readWhileLost(FEED_ALWAYS_LIVE)).isEqualTo("old");
    }

    /** The feed is lost, an answer is loaded, another JVM writes without being heard: what a read sees then. */
    private static String readWhileLost(LocalVariant variant) {
        try (LocalRig rig = LocalRig.fed(variant)) {
            rig.feed.lose();
            assertThat(rig.read()).isEqualTo("old");
            rig.writeElsewhere("new");
            return rig.read();
        }
    }

    @Test
    void aCacheWhoseFeedIsNotLiveNeitherServesNorKeepsUntilItIsBack() {
        try (LocalRig rig = LocalRig.fed(SOUND)) {
            assertThat(rig.read()).isEqualTo("old");
            rig.feed.lose();
            assertThat(rig.count(CacheMetric.ENTRIES)).isZero();
            assertThat(rig.count(CacheMetric.BYTES)).isZero();
            assertThat(rig.count(CacheMetric.LEASE_LIVE)).isZero();
            for (int reads = 2; reads <= 4; reads++) {
                assertThat(rig.read()).isEqualTo("old");
                assertThat(rig.loaded()).isEqualTo(reads);
            }
            assertThat(rig.count(CacheMetric.ENTRIES)).isZero();
            assertThat(rig.count(CacheMetric.BYPASSES)).isEqualTo(3);
            rig.feed.comeBack();
            assertThat(rig.count(CacheMetric.LEASE_LIVE)).isEqualTo(1);
            assertThat(rig.read()).isEqualTo("old");
            assertThat(rig.read()).isEqualTo("old");
            assertThat(rig.loaded()).isEqualTo(5);
        }
    }

    @Test
    void inTheRaceForAFlightReadersOfALostFeedDoNotJoin() {
        try (LocalRig rig = LocalRig.fed(SOUND)) {
            LocalStops.Stop loaded = rig.stops.next(Point.LOCAL_LOADED);
            Aside<String> leader = Aside.call(rig::read);
            loaded.awaitReached();
            rig.feed.lose();
            rig.writeElsewhere("new");
            assertThat(rig.read()).as("not live").isEqualTo("new");
            rig.feed.comeBack();
            assertThat(rig.read()).as("live again").isEqualTo("new");
            loaded.release();
            assertThat(leader.get()).isEqualTo("old");
            assertThat(rig.read()).isEqualTo("new");
        }
    }
}
