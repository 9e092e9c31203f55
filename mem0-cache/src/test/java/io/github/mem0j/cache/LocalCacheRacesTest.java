package io.github.mem0j.cache;

import static io.github.mem0j.cache.LocalVariant.ALL_STORABLE;
import static io.github.mem0j.cache.LocalVariant.NO_LAST_STAMP;
import static io.github.mem0j.cache.LocalVariant.NO_STAMPS;
import static io.github.mem0j.cache.LocalVariant.SOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.cache.Probe.Point;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.Operation;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Reads against writes of the same JVM. Each race is also run with a protocol that loses it. */
class LocalCacheRacesTest {
    @ParameterizedTest
    @EnumSource(names = {"LOCAL_LOADED", "LOCAL_BEFORE_PUT"})
    void inTheRaceOfAFullWriteWithAPutTheOldAnswerIsNotServed(Point point) {
        assertThat(writeWithin(SOUND, point)).isEqualTo("new");
        assertThat(writeWithin(NO_STAMPS, point)).isEqualTo("old");
    }

    /** A read, and while it is held a write from its beginning to its end; then what the next read sees. */
    private static String writeWithin(LocalVariant variant, Point point) {
        try (LocalRig rig = LocalRig.fed(variant)) {
            LocalStops.Stop stop = rig.stops.next(point);
            Aside<String> early = Aside.call(rig::read);
            stop.awaitReached();
            rig.write("new");
            stop.release();
            assertThat(early.get()).isEqualTo("old"); // it began before the write
            return rig.read();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LOCAL_WRITE_STAMPED", "LOCAL_STAMP_READ"})
    void inTheRaceOfAReadBetweenTheTwoStampsOfAWriteTheOldAnswerIsNotServedLater(Point readUntil) {
        assertThat(readBetweenStamps(SOUND, readUntil)).isEqualTo("new");
        assertThat(readBetweenStamps(NO_LAST_STAMP, readUntil)).isEqualTo("old");
    }

    /** A read that begins once a write has stamped for the first time, and loads before its commit. */
    private static String readBetweenStamps(LocalVariant variant, Point readUntil) {
        try (LocalRig rig = LocalRig.fed(variant)) {
            LocalStops.Stop stamped = rig.stops.next(Point.LOCAL_WRITE_STAMPED);
            Aside<Boolean> write = Aside.call(() -> {
                rig.write("new");
                return true;
            });
            stamped.awaitReached();
            if (readUntil == Point.LOCAL_WRITE_STAMPED) {
                assertThat(rig.read()).isEqualTo("old"); // read, loaded and put before the commit
                stamped.release();
                assertThat(write.get()).isTrue();
            } else {
                LocalStops.Stop put = rig.stops.next(Point.LOCAL_BEFORE_PUT);
                Aside<String> read = Aside.call(rig::read);
                put.awaitReached();
                stamped.release();
                assertThat(write.get()).isTrue();
                put.release(); // read and loaded before the commit, put after the end
                assertThat(read.get()).isEqualTo("old");
            }
            return rig.read();
        }
    }

    @Test
    void inTheRaceOfAReadAfterTheCommitButBeforeTheLastStampNothingOldIsServedLater() {
        try (LocalRig rig = LocalRig.fed(SOUND)) {
            LocalStops.Stop done = rig.stops.next(Point.LOCAL_WRITE_DONE);
            Aside<Boolean> write = Aside.call(() -> {
                rig.write("new");
                return true;
            });
            done.awaitReached();
            assertThat(rig.read()).isEqualTo("new");
            done.release();
            assertThat(write.get()).isTrue();
            assertThat(rig.read()).isEqualTo("new");
        }
    }

    @Test
    void inTheRaceForAFlightAReaderAfterTheWriteStartsItsOwn() {
        assertThat(flightFromBefore(SOUND)).isEqualTo(List.of("new", 2));
        assertThat(flightFromBefore(NO_STAMPS)).isEqualTo(List.of("old", 1));
    }

    /** A leader loads, then a write comes and goes, then a second reader asks: what it sees, and how many loaded. */
    private static List<Object> flightFromBefore(LocalVariant variant) {
        try (LocalRig rig = LocalRig.fed(variant)) {
            LocalStops.Stop loaded = rig.stops.next(Point.LOCAL_LOADED);
            Aside<String> leader = Aside.call(rig::read);
            loaded.awaitReached();
            rig.write("new");
            LocalStops.Stop joined = rig.stops.next(Point.FOLLOWER_JOINED);
            Aside<String> reader = Aside.call(rig::read);
            if (variant != SOUND) {
                joined.awaitReached();
            } else {
                assertThat(reader.get()).isEqualTo("new"); // without waiting for the leader
            }
            joined.release();
            loaded.release();
            assertThat(leader.get()).isEqualTo("old");
            return List.of(reader.get(), rig.loaded());
        }
    }

    @Test
    void inTheRaceForAFlightWhoseAnswerMustNotBeKeptFollowersReadForThemselves() {
        assertThat(flightUnderAFence(SOUND)).isEqualTo("new");
        assertThat(flightUnderAFence(ALL_STORABLE)).isEqualTo("old");
    }

    /**
     * Another JVM's write is under way, so the layer below lets nothing be kept; it ends, and its message has not come
     * yet when a second reader joins a load from before.
     */
    private static String flightUnderAFence(LocalVariant variant) {
        try (LocalRig rig = LocalRig.fed(variant)) {
            rig.answerBy(answer -> answer.withProvenance(answer.provenance().notStorable()));
            LocalStops.Stop loaded = rig.stops.next(Point.LOCAL_LOADED);
            Aside<String> leader = Aside.call(rig::read);
            loaded.awaitReached();
            rig.writeElsewhere("new");
            Aside<String> follower = Aside.call(rig::read);
            rig.stops.awaitPassed(Point.FOLLOWER_JOINED, 1);
            loaded.release();
            assertThat(leader.get()).isEqualTo("old");
            return follower.get();
        }
    }

    @Test
    void inTheRaceOfAFencedLoadWithACrashOfItsWriterNothingIsKept() {
        assertThat(keptUnderAFence(SOUND)).isEqualTo("new");
        assertThat(keptUnderAFence(ALL_STORABLE)).isEqualTo("old");
    }

    /** The writer commits and crashes: its last message never comes. */
    private static String keptUnderAFence(LocalVariant variant) {
        try (LocalRig rig = LocalRig.fed(variant)) {
            rig.feed.end(LocalRig.ANN, Generation.ALL); // BEGIN
            rig.answerBy(answer -> answer.withProvenance(answer.provenance().notStorable()));
            assertThat(rig.read()).isEqualTo("old");
            rig.writeElsewhere("new");
            return rig.read();
        }
    }

    @Test
    void inTheRaceOfManyReadersWithAWriteAllThatBeginAfterItSeeIt() {
        try (LocalRig rig = LocalRig.fed(SOUND)) {
            LocalStops.Stop put = rig.stops.next(Point.LOCAL_BEFORE_PUT);
            Aside<String> leader = Aside.call(rig::read);
            put.awaitReached();
            List<Aside<String>> before =
                    IntStream.range(0, 3).mapToObj(i -> Aside.call(rig::read)).toList();
            rig.stops.awaitPassed(Point.FOLLOWER_JOINED, 3);
            rig.write("new");
            List<Aside<String>> after =
                    IntStream.range(0, 3).mapToObj(i -> Aside.call(rig::read)).toList();
            assertThat(after).extracting(Aside::get).containsOnly("new");
            put.release();
            assertThat(leader.get()).isEqualTo("old");
            assertThat(before).extracting(Aside::get).containsOnly("old");
            assertThat(rig.read()).isEqualTo("new");
        }
    }

    @Test
    void inTheRaceOfAnInsertWithAListTheNewMemoryIsListed() {
        assertThat(insertWithin(SOUND)).isEqualTo(2);
        assertThat(insertWithin(NO_STAMPS)).isEqualTo(1);
    }

    private static int insertWithin(LocalVariant variant) {
        try (LocalRig rig = LocalRig.fed(variant)) {
            ListRequest list = ListRequest.of(LocalRig.ANN);
            LocalStops.Stop put = rig.stops.next(Point.LOCAL_BEFORE_PUT);
            Aside<Integer> early =
                    Aside.call(() -> rig.cache.list(list).memories().size());
            put.awaitReached();
            LocalWrites.insert(rig.cache, LocalRig.ANN);
            put.release();
            assertThat(early.get()).isEqualTo(1);
            assertThat(rig.loads.count(Operation.LIST)).isEqualTo(1);
            return rig.cache.list(list).memories().size();
        }
    }
}
