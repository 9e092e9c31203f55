package io.github.mem0j.cache;

import static io.github.mem0j.cache.LocalVariant.NO_STAMPS;
import static io.github.mem0j.cache.LocalVariant.SOUND;
import static io.github.mem0j.cache.SetRig.ANN;
import static io.github.mem0j.cache.SetRig.ID;
import static io.github.mem0j.cache.SetRig.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.RelatedResult;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.UpdateRequest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Own writes of one owner that return in another order than they were committed in, or while the owner moves. */
class WorkingSetWriteRacesTest {
    private static final Relation RELATION = Relation.of(ID, OTHER);

    /** Two writes whose order matters. */
    @SuppressWarnings("ImmutableEnumChecker") // lambdas are
    private enum Pair {
        UPDATES(store -> store.update(LocalRig.change("first")), store -> store.update(LocalRig.change("second"))),
        DELETE_AND_UPSERT(
                store -> store.delete(DeleteRequest.ids(ANN, ID)),
                store -> store.add(SetRig.insert(ANN, ID, "again").withMode(AddRequest.Mode.UPSERT))),
        UPSERT_AND_DELETE(
                store -> store.add(SetRig.insert(ANN, ID, "again").withMode(AddRequest.Mode.UPSERT)),
                store -> store.delete(DeleteRequest.ids(ANN, ID).asHard())),
        DELETE_AND_INSERT(
                store -> store.delete(DeleteRequest.ids(ANN, ID)), store -> store.add(SetRig.insert(ANN, ID, "again"))),
        RELATIONS(
                store -> store.relate(RelateRequest.of(ANN, RELATION.withWeight(0.1))),
                store -> store.relate(RelateRequest.of(ANN, RELATION.withWeight(0.2)))),
        RELATION_AND_DELETE(
                store -> store.relate(RelateRequest.of(ANN, RELATION.withWeight(0.1))),
                store -> store.delete(DeleteRequest.ids(ANN, OTHER)));

        private final Consumer<MemoryStore> first;
        private final Consumer<MemoryStore> second;

        Pair(Consumer<MemoryStore> first, Consumer<MemoryStore> second) {
            this.first = first;
            this.second = second;
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatOwnWritesThatReturnInTheOtherOrderLeaveIsWhatTheDatabaseHas(Pair pair) {
        try (SetRig rig = SetRig.of(SOUND)) {
            rig.set.add(SetRig.insert(ANN, OTHER, "other"));
            rig.tick();
            assertThat(state(rig.set)).isEqualTo(state(rig.database));
            LocalStops.Stop stop = rig.stopNextCommitted();
            Aside<Boolean> early = Aside.call(() -> {
                pair.first.accept(rig.set);
                return true;
            });
            stop.awaitReached();
            rig.tick();
            pair.second.accept(rig.set);
            rig.tick();
            stop.release();
            assertThat(early.get()).isTrue();
            assertThat(rig.isHeld()).isTrue();
            assertThat(state(rig.set)).isEqualTo(state(rig.database));
        }
    }

    /** Ann's texts, and what leads from OTHER to ID, if it is there. */
    private static List<Object> state(MemoryStore store) {
        List<String> texts = SetRig.texts(store, ANN);
        if (!texts.contains("other")) {
            return List.of(texts);
        }
        RelatedResult related = store.related(RelatedRequest.of(ANN, OTHER));
        return List.of(texts, related.nodes());
    }

    @Test
    void anInsertInPlaceOfAnExpiredMemoryThatReturnsAfterARelationFromItLeavesTheRelation() {
        try (SetRig rig = SetRig.of(SOUND)) {
            NewMemory expiring = NewMemory.of("other", LocalRig.VECTOR)
                    .withId(OTHER)
                    .withExpiresAt(rig.clock.instant().plusSeconds(1));
            rig.set.add(AddRequest.of(ANN, LocalRig.SPACE, expiring));
            assertThat(state(rig.set)).isEqualTo(state(rig.database));
            rig.clock.advance(Duration.ofSeconds(2));
            LocalStops.Stop stop = rig.stopNextCommitted();
            Aside<Boolean> early = Aside.call(() -> rig.set.add(SetRig.insert(ANN, OTHER, "other")) != null);
            stop.awaitReached();
            rig.set.relate(RelateRequest.of(ANN, RELATION));
            stop.release();
            assertThat(early.get()).isTrue();
            assertThat(state(rig.set)).isEqualTo(state(rig.database));
        }
    }

    @Test
    void insertsInParallelAreFollowedInPlace() {
        try (SetRig rig = SetRig.of(SOUND)) {
            assertThat(rig.isHeld()).isTrue();
            LocalStops.Stop stop = rig.stopNextCommitted();
            Aside<Boolean> early = Aside.call(() -> rig.set.add(SetRig.insert(ANN, OTHER, "first")) != null);
            stop.awaitReached();
            assertThat(rig.texts(ANN)).as("not yet returned").contains("old");
            rig.set.add(SetRig.insert(ANN, new UUID(3, 3), "second"));
            assertThat(rig.texts(ANN)).contains("second");
            stop.release();
            assertThat(early.get()).isTrue();
            assertThat(rig.texts(ANN)).containsExactly("first", "old", "second");
            assertThat(rig.isHeld()).isTrue();
            assertThat(rig.count(CacheMetric.APPLIED)).isEqualTo(2);
            assertThat(rig.count(CacheMetric.COMPARISONS)).isZero();
        }
    }

    @Test
    void anOwnWriteThatWaitsWhileItsOwnerIsEvictedAndLoadedAnewIsSeenAfterIt() {
        assertThat(evictedWithinWrite(SOUND)).isEqualTo("new");
        assertThat(evictedWithinWrite(NO_STAMPS)).isEqualTo("old");
    }

    /**
     * A write begins; its owner, whom a load has still to fill, has to go; another load fills the owner anew, from before
     * the commit; the first load takes over, just as the write returns, what nobody looks at any more.
     */
    private static String evictedWithinWrite(LocalVariant variant) {
        try (SetRig rig = SetRig.of(variant, builder -> builder.maxBytes(128 << 10))) {
            LocalStops.Stop loaded = rig.stops.next(Probe.Point.SET_LOADED);
            Aside<String> early = Aside.call(rig::read);
            loaded.awaitReached();
            LocalStops.Stop begun = rig.stopNextWrite();
            Aside<Boolean> write = Aside.call(() -> {
                rig.write("new");
                return true;
            });
            begun.awaitReached();
            rig.evictAnn();
            assertThat(rig.read()).isEqualTo("old");
            LocalStops.Stop takenOver = rig.stops.next(Probe.Point.SET_TAKEN_OVER);
            loaded.release();
            takenOver.awaitReached();
            begun.release();
            assertThat(write.get()).isTrue();
            String seen = rig.read();
            takenOver.release();
            assertThat(early.get()).isIn("old", "new");
            return seen;
        }
    }

    @Test
    void twoJvmsThatWriteInTurnSeeEachOthersAndCompareInTwoCalls() {
        try (SetRig one = SetRig.of(SOUND);
                SetRig two = one.beside(SOUND)) {
            assertThat(one.isHeld()).isTrue();
            assertThat(two.isHeld()).isTrue();
            for (int turn = 0; turn < 10; turn++) {
                SetRig writer = turn % 2 == 0 ? one : two;
                SetRig reader = turn % 2 == 0 ? two : one;
                UUID added = new UUID(9, turn);
                writer.set.add(SetRig.insert(ANN, added, "added " + turn));
                writer.write("turn " + turn);
                writer.reset();
                reader.reset();
                assertThat(writer.read()).isEqualTo("turn " + turn);
                assertThat(writer.calls()).as("followed in place").isZero();
                assertThat(reader.read()).isEqualTo("turn " + turn);
                assertThat(reader.recorded.adminCalls()).containsExactly("versions");
                assertThat(reader.calls()).isEqualTo(2);
                assertThat(reader.fetched()).as("the difference").isEqualTo(2);
                assertThat(reader.texts(ANN)).isEqualTo(SetRig.texts(one.database, ANN));
                assertThat(reader.isHeld()).isTrue();
            }
        }
    }

    @Test
    void twoJvmsThatDoNotHearOfEachOtherWouldShowTheOld() {
        try (SetRig one = SetRig.of(SOUND);
                SetRig deaf = one.beside(LocalVariant.DEAF_FEED)) {
            assertThat(deaf.isHeld()).isTrue();
            one.write("new");
            assertThat(deaf.read()).isEqualTo("old");
        }
    }

    /** Another JVM removes a memory for good and adds it again; its messages come after this JVM's update of that. */
    @Test
    void anOwnUpdateOfAMemoryThatBeganAnewElsewhereKeepsItsOldTextUntilTheMessagesOnly() {
        try (SetRig rig = SetRig.of(SOUND)) {
            assertThat(rig.read()).isEqualTo("old");
            rig.database.delete(DeleteRequest.ids(ANN, ID).asHard());
            rig.database.add(SetRig.insert(ANN, ID, "another"));
            rig.tick();
            rig.set.update(UpdateRequest.of(ANN, ID, MemoryChange.none().withMetadata(Metadata.of("topic", "birds"))));
            rig.tick();
            assertThat(rig.count(CacheMetric.APPLIED)).isEqualTo(1);
            rig.feed.end(ANN, Generation.ALL);
            assertThat(rig.read()).isEqualTo("another");
            rig.reset();
            rig.feed.end(ANN, Generation.ALL);
            assertThat(rig.read()).isEqualTo("another");
            assertThat(rig.fetched()).as("compared before").isZero();
        }
    }

    @Test
    void nothingStaysOfAnOwnerWhoIsErasedDuringALoadOrComparison() {
        for (Probe.Point point : List.of(
                Probe.Point.SET_STAMP_READ,
                Probe.Point.SET_LISTED,
                Probe.Point.SET_LOADED,
                Probe.Point.SET_TAKEN_OVER)) {
            for (boolean compared : new boolean[] {false, true}) {
                for (boolean elsewhere : new boolean[] {false, true}) {
                    try (SetRig rig = SetRig.of(SOUND)) {
                        eraseWithin(rig, point, compared, elsewhere);
                    }
                }
            }
        }
    }

    private static void eraseWithin(SetRig rig, Probe.Point point, boolean compared, boolean elsewhere) {
        if (compared) {
            assertThat(rig.isHeld()).isTrue();
            rig.feed.tellLost();
        }
        LocalStops.Stop stop = rig.stops.next(point);
        Aside<Boolean> early = Aside.call(() -> rig.texts(ANN).size() < 2);
        stop.awaitReached();
        if (elsewhere) {
            StoreAdmin.of(rig.database).erase(ANN);
            rig.feed.erase(ANN);
        } else {
            assertThat(StoreAdmin.of(rig.set).erase(ANN)).isEqualTo(1);
        }
        assertThat(rig.count(CacheMetric.ENTRIES)).isZero();
        stop.release();
        assertThat(early.get()).isTrue();
        assertThat(rig.count(CacheMetric.ENTRIES)).as("%s %s", point, compared).isZero();
        assertThat(rig.texts(ANN)).isEmpty();
        assertThat(rig.set.list(ListRequest.of(ANN)).provenance().source()).isEqualTo(Provenance.LOCAL);
    }
}
