package io.github.mem0j.cache;

import static io.github.mem0j.cache.LocalRig.ANN;
import static io.github.mem0j.cache.LocalRig.BOB;
import static io.github.mem0j.cache.LocalRig.ID;
import static io.github.mem0j.cache.LocalRig.SPACE;
import static io.github.mem0j.cache.LocalRig.VECTOR;
import static io.github.mem0j.cache.LocalVariant.NO_STAMPS;
import static io.github.mem0j.cache.LocalVariant.SOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.cache.Probe.Point;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.Operation;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.ScanRequest;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoreRejectedException;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which writes end which answers, and what is left of them in memory. */
class LocalEndsTest {
    private static final UUID SECOND = new UUID(2, 2);
    private static final Set<Operation> ALL =
            EnumSet.of(Operation.GET, Operation.SEARCH, Operation.LIST, Operation.RELATED);

    /** A write, and the reads it ends. */
    @SuppressWarnings("ImmutableEnumChecker") // nobody changes them
    private enum Write {
        INSERT(EnumSet.of(Operation.SEARCH, Operation.LIST), store -> LocalWrites.insert(store, ANN)),
        RELATE(
                EnumSet.of(Operation.RELATED),
                store -> store.relate(RelateRequest.of(ANN, Relation.of(SECOND, ID, "again")))),
        UPDATE(ALL, store -> store.update(LocalRig.change("new"))),
        UPSERT(
                ALL,
                store -> store.add(
                        AddRequest.of(ANN, SPACE, LocalRig.memory("new")).withMode(AddRequest.Mode.UPSERT))),
        DELETE(ALL, store -> store.delete(DeleteRequest.ids(ANN, new UUID(9, 9)))),
        ERASE(ALL, store -> StoreAdmin.of(store).erase(ANN)),
        RESTORE(ALL, store -> {
            StoreAdmin admin = StoreAdmin.of(store);
            admin.restore(SPACE, admin.scan(ScanRequest.of(ANN)).memories());
        }),
        OF_ANOTHER_OWNER(EnumSet.noneOf(Operation.class), store -> LocalWrites.insert(store, BOB));

        private final Set<Operation> ended;
        private final Consumer<MemoryStore> call;

        Write(Set<Operation> ended, Consumer<MemoryStore> call) {
            this.ended = ended;
            this.call = call;
        }
    }

    private static LocalRig rig() {
        LocalRig rig = LocalRig.fed(SOUND);
        rig.database.add(
                AddRequest.of(ANN, SPACE, NewMemory.of("second", VECTOR).withId(SECOND)));
        rig.database.relate(RelateRequest.of(ANN, Relation.of(ID, SECOND)));
        return rig;
    }

    private static void readAll(LocalRig rig) {
        rig.cache.get(GetRequest.of(ANN, ID, SECOND));
        rig.cache.search(SearchRequest.of(ANN, SPACE, VECTOR));
        rig.cache.list(ListRequest.of(ANN));
        rig.cache.related(RelatedRequest.of(ANN, ID));
    }

    @ParameterizedTest
    @EnumSource
    void aWriteEndsWhatItMayChangeAndNoMore(Write write) {
        try (LocalRig rig = rig()) {
            readAll(rig);
            readAll(rig);
            assertThat(rig.loads.calls()).hasSize(ALL.size());
            write.call.accept(rig.cache);
            rig.loads.reset();
            try {
                readAll(rig);
            } catch (StoreRejectedException e) {
                assertThat(write).as("the memory to start from is gone").isEqualTo(Write.ERASE);
            }
            assertThat(rig.loads.calls())
                    .extracting(request -> request.operation())
                    .containsExactlyInAnyOrderElementsOf(write.ended);
        }
    }

    @Test
    void aGetThatMissedSomethingSeesItOnceItIsInserted() {
        try (LocalRig rig = LocalRig.fed(SOUND)) {
            GetRequest get = GetRequest.of(ANN, ID, SECOND);
            assertThat(rig.cache.get(get).memories()).hasSize(1);
            rig.cache.add(
                    AddRequest.of(ANN, SPACE, NewMemory.of("second", VECTOR).withId(SECOND)));
            assertThat(rig.cache.get(get).memories()).hasSize(2);
        }
    }

    @Test
    void eraseLeavesNothingOfTheOwnerInMemory() {
        try (LocalRig rig = rig()) {
            readAll(rig);
            LocalWrites.insert(rig.database, BOB);
            rig.cache.list(ListRequest.of(BOB));
            long bytes = rig.count(CacheMetric.BYTES);
            StoreAdmin.of(rig.cache).erase(ANN.withAgent("one of several"));
            assertThat(rig.count(CacheMetric.ENTRIES)).isEqualTo(1);
            assertThat(rig.count(CacheMetric.BYTES)).isPositive().isLessThan(bytes);
            StoreAdmin.of(rig.cache).erase(BOB);
            assertThat(rig.count(CacheMetric.BYTES)).isZero();
        }
    }

    @Test
    void anEraseElsewhereLeavesNothingOfTheOwnerInMemory() {
        try (LocalRig rig = rig()) {
            readAll(rig);
            rig.database.unwrap(StoreAdmin.class).orElseThrow().erase(ANN);
            rig.feed.erase(ANN);
            assertThat(rig.count(CacheMetric.BYTES)).isZero();
            assertThat(rig.cache.list(ListRequest.of(ANN)).memories()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LOCAL_LOADED", "LOCAL_BEFORE_PUT"})
    void inTheRaceOfAnEraseWithAPutNothingOfTheOwnerIsLeftInMemory(Point point) {
        assertThat(bytesAfterAnErase(SOUND, point)).isZero();
        assertThat(bytesAfterAnErase(NO_STAMPS, point)).isPositive();
    }

    private static long bytesAfterAnErase(LocalVariant variant, Point point) {
        try (LocalRig rig = LocalRig.fed(variant)) {
            LocalStops.Stop stop = rig.stops.next(point);
            Aside<String> read = Aside.call(rig::read);
            stop.awaitReached();
            StoreAdmin.of(rig.cache).erase(ANN);
            stop.release();
            assertThat(read.get()).isEqualTo("old");
            return rig.count(CacheMetric.BYTES);
        }
    }

    @Test
    void invalidateAllEndsAllAnswersOfAllOwners() {
        try (LocalRig rig = rig()) {
            readAll(rig);
            LocalWrites.insert(rig.database, BOB);
            rig.cache.list(ListRequest.of(BOB));
            rig.writeElsewhere("restored from a backup");
            CacheAdmin.of(rig.cache).invalidateAll();
            assertThat(rig.count(CacheMetric.BYTES)).isZero();
            assertThat(rig.count(CacheMetric.FLUSHES)).isEqualTo(1);
            rig.loads.reset();
            assertThat(rig.read()).isEqualTo("restored from a backup");
            readAll(rig);
            rig.cache.list(ListRequest.of(BOB));
            assertThat(rig.loads.calls()).hasSize(ALL.size() + 2);
        }
    }

    @Test
    void inTheRaceOfInvalidateAllWithAPutTheOldAnswerIsNotServed() {
        assertThat(invalidatedBeforeAPut(SOUND)).isEqualTo("restored");
        assertThat(invalidatedBeforeAPut(LocalVariant.NO_EPOCH)).isEqualTo("old");
    }

    private static String invalidatedBeforeAPut(LocalVariant variant) {
        try (LocalRig rig = LocalRig.fed(variant)) {
            LocalStops.Stop put = rig.stops.next(Point.LOCAL_BEFORE_PUT);
            Aside<String> early = Aside.call(rig::read);
            put.awaitReached();
            rig.writeElsewhere("restored");
            CacheAdmin.of(rig.cache).invalidateAll();
            put.release();
            assertThat(early.get()).isEqualTo("old");
            return rig.read();
        }
    }
}
