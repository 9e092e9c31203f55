package io.github.mem0j.cache;

import static io.github.mem0j.cache.LocalVariant.DEAF_FEED;
import static io.github.mem0j.cache.LocalVariant.FEED_ALWAYS_LIVE;
import static io.github.mem0j.cache.LocalVariant.FEED_ALWAYS_QUIET;
import static io.github.mem0j.cache.LocalVariant.NO_EPOCH;
import static io.github.mem0j.cache.LocalVariant.NO_STAMPS;
import static io.github.mem0j.cache.LocalVariant.SOUND;
import static io.github.mem0j.cache.SetRig.ANN;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.cache.Probe.Point;
import io.github.mem0j.store.StoreAdmin;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Loads and comparisons against writes and losses that come between their steps. */
class WorkingSetLoadRacesTest {
    /** What is done to the memory while a load or a comparison is held. */
    private enum Writer {
        OWN,
        OTHER;

        void write(SetRig rig, String text) {
            if (this == OWN) {
                rig.write(text);
            } else {
                rig.writeElsewhere(text);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SET_LISTED", "SET_LOADED", "SET_TAKEN_OVER"})
    void inTheRaceOfAnOwnWriteWithALoadTheReadAfterItSeesIt(Point point) {
        assertThat(writeWithinLoad(SOUND, point, Writer.OWN)).isEqualTo("new");
        if (point != Point.SET_LISTED && point != Point.SET_TAKEN_OVER) { // else it is fetched anew, or applied
            assertThat(writeWithinLoad(NO_STAMPS, point, Writer.OWN)).isEqualTo("old");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SET_LISTED", "SET_LOADED", "SET_TAKEN_OVER"})
    void inTheRaceOfAWriteElsewhereWithALoadTheOldIsNotShownAfterIt(Point point) {
        assertThat(writeWithinLoad(SOUND, point, Writer.OTHER)).isEqualTo("new");
        if (point != Point.SET_LISTED) {
            assertThat(writeWithinLoad(NO_STAMPS, point, Writer.OTHER)).isEqualTo("old");
            assertThat(writeWithinLoad(DEAF_FEED, point, Writer.OTHER)).isEqualTo("old");
        }
    }

    /** A first read, which loads, and while that is held a write from beginning to end; then what a read sees. */
    private static String writeWithinLoad(LocalVariant variant, Point point, Writer writer) {
        try (SetRig rig = SetRig.of(variant)) {
            LocalStops.Stop stop = rig.stops.next(point);
            Aside<String> early = Aside.call(rig::read);
            stop.awaitReached();
            writer.write(rig, "new");
            stop.release();
            assertThat(early.get()).isIn("old", "new"); // it began before the write
            return rig.read();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SET_STAMP_READ", "SET_LISTED", "SET_LOADED", "SET_TAKEN_OVER"})
    void inTheRaceOfAnyWriteWithAComparisonTheReadAfterItSeesIt(Point point) {
        for (Writer writer : Writer.values()) {
            assertThat(writeWithinComparison(SOUND, point, writer))
                    .as("%s", writer)
                    .isEqualTo("new");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SET_LISTED", "SET_LOADED", "SET_TAKEN_OVER"})
    void comparisonsWithoutStampsLoseTheRace(Point point) {
        assertThat(writeWithinComparison(NO_STAMPS, point, Writer.OTHER)).isEqualTo("old");
        assertThat(writeWithinComparison(DEAF_FEED, point, Writer.OTHER)).isEqualTo("old");
    }

    private static String writeWithinComparison(LocalVariant variant, Point point, Writer writer) {
        try (SetRig rig = SetRig.of(variant)) {
            assertThat(rig.read()).isEqualTo("old");
            rig.feed.tellLost(); // so it must be compared
            LocalStops.Stop stop = rig.stops.next(point);
            Aside<String> early = Aside.call(rig::read);
            stop.awaitReached();
            writer.write(rig, "new");
            assertThat(rig.read())
                    .as("while it is under way")
                    .isEqualTo(writer == Writer.OWN ? "new" : seen(variant, point));
            stop.release();
            assertThat(early.get()).isIn("old", "new");
            return rig.read();
        }
    }

    /** What is taken over is shown, unless a stamp forbids it; before that, reads pass through. */
    private static String seen(LocalVariant variant, Point point) {
        return variant != SOUND && point == Point.SET_TAKEN_OVER ? "old" : "new";
    }

    @ParameterizedTest
    @EnumSource(names = {"SET_STAMP_READ", "SET_LISTED", "SET_LOADED", "SET_TAKEN_OVER"})
    void anOwnWriteDuringAComparisonAheadOfTimeIsFollowedInPlaceAndStays(Point point) {
        try (SetRig rig = SetRig.of(SOUND, builder -> builder.freshFor(Duration.ofSeconds(100)))) {
            assertThat(rig.read()).isEqualTo("old");
            rig.clock.advance(Duration.ofSeconds(85)); // fresh still, for 5 to 15 seconds
            LocalStops.Stop stop = rig.stops.next(point);
            Aside<String> early = Aside.call(rig::read);
            stop.awaitReached();
            rig.write("new");
            assertThat(rig.count(CacheMetric.APPLIED)).isEqualTo(1);
            assertThat(rig.read()).as("while it is under way").isEqualTo("new");
            stop.release();
            assertThat(early.get()).isEqualTo("new"); // shown after the comparison, as it runs on the reader's thread
            assertThat(rig.read()).isEqualTo("new");
            assertThat(rig.isHeld()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SET_STAMP_READ", "SET_LISTED", "SET_LOADED"})
    void inTheRaceOfALossWithALoadNothingFromBeforeIsShownOnceTheFeedIsBack(Point point) {
        assertThat(lostWithinLoad(SOUND, point)).isEqualTo("new");
        if (point == Point.SET_LOADED) {
            assertThat(lostWithinLoad(NO_EPOCH, point)).isEqualTo("old");
            assertThat(lostWithinLoad(LocalVariant.FEED_LOST_SILENTLY, point)).isEqualTo("old");
        }
    }

    private static String lostWithinLoad(LocalVariant variant, Point point) {
        try (SetRig rig = SetRig.of(variant)) {
            LocalStops.Stop stop = rig.stops.next(point);
            Aside<String> early = Aside.call(rig::read);
            stop.awaitReached();
            rig.feed.lose();
            rig.database.update(LocalRig.change("new")); // whose message is lost
            rig.tick();
            rig.feed.comeBack();
            stop.release();
            assertThat(early.get()).isIn("old", "new");
            return rig.read();
        }
    }

    @Test
    void underAFenceNothingIsLoadedNorCompared() {
        assertThat(committedAfterTheLook(SOUND)).isEqualTo("new");
        assertThat(committedAfterTheLook(FEED_ALWAYS_QUIET)).isEqualTo("old");
    }

    /** Another JVM began a write before the load; it commits after, and dies before it tells. */
    private static String committedAfterTheLook(LocalVariant variant) {
        try (SetRig rig = SetRig.of(variant)) {
            rig.feed.end(ANN, Generation.ALL);
            rig.feed.quiet(false);
            assertThat(rig.read()).isEqualTo("old");
            assertThat(rig.isHeld()).isEqualTo(variant != SOUND);
            rig.database.update(LocalRig.change("new"));
            rig.tick();
            String seen = rig.read();
            if (variant == SOUND) {
                assertThat(rig.count(CacheMetric.FENCED)).isPositive();
                assertThat(rig.count(CacheMetric.ENTRIES)).isZero();
                assertThat(rig.recorded.adminCalls()).isEmpty();
                rig.feed.quiet(true);
                assertThat(rig.isHeld()).isTrue();
            }
            return seen;
        }
    }

    @Test
    void whileTheFeedIsNotLiveReadsPassThroughAndNothingIsLoaded() {
        assertThat(readWhileLost(SOUND)).isEqualTo(List.of("new", false));
        assertThat(readWhileLost(FEED_ALWAYS_LIVE)).isEqualTo(List.of("old", true));
    }

    private static List<Object> readWhileLost(LocalVariant variant) {
        try (SetRig rig = SetRig.of(variant)) {
            rig.feed.lose();
            assertThat(rig.read()).isEqualTo("old");
            rig.database.update(LocalRig.change("new"));
            rig.tick();
            return List.of(rig.read(), rig.count(CacheMetric.ENTRIES) > 0);
        }
    }

    @Test
    void afterALossWhatIsHeldIsComparedAndNotFetchedAgain() {
        try (SetRig rig = SetRig.of(SOUND)) {
            rig.set.add(SetRig.insert(ANN, SetRig.OTHER, "second"));
            assertThat(rig.isHeld()).isTrue();
            rig.feed.lose();
            assertThat(rig.count(CacheMetric.ENTRIES)).as("kept").isEqualTo(1);
            assertThat(rig.isHeld()).isFalse();
            assertThat(StoreAdmin.of(rig.set).count(ANN)).isEqualTo(2);
            rig.feed.comeBack();
            rig.reset();
            assertThat(rig.isHeld()).isTrue();
            assertThat(rig.recorded.adminCalls()).containsExactly("versions");
            assertThat(rig.recorded.calls()).as("fetched").isEmpty();
        }
    }
}
