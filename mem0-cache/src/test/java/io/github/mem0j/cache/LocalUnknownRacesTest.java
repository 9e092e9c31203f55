package io.github.mem0j.cache;

import static io.github.mem0j.cache.LocalVariant.ALL_CERTAIN;
import static io.github.mem0j.cache.LocalVariant.NOT_SUSPENDED;
import static io.github.mem0j.cache.LocalVariant.SOUND;
import static io.github.mem0j.cache.LocalVariant.SUSPENSION_ENDS_NOTHING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mem0j.cache.Probe.Point;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.Operation;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.testkit.Fault;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Writes of which nobody knows whether they took effect, or will. */
class LocalUnknownRacesTest {
    private static final Duration UNKNOWN_FOR = Duration.ofSeconds(60);

    @Test
    void inTheRaceOfALateCommitWithReadsNothingFromBeforeItIsKept() {
        assertThat(committedLate(SOUND)).isEqualTo("new");
        assertThat(committedLate(NOT_SUSPENDED)).isEqualTo("old");
        assertThat(committedLate(ALL_CERTAIN)).isEqualTo("old");
    }

    /** A write fails with its outcome unknown, a read follows, then the backend commits after all. */
    private static String committedLate(LocalVariant variant) {
        try (LocalRig rig = LocalRig.fed(variant)) {
            failToWrite(rig);
            assertThat(rig.read()).isEqualTo("old");
            rig.writeElsewhere("new"); // the same write, late: no message follows
            return rig.read();
        }
    }

    @Test
    void inTheRaceOfALateCommitWithAReadThatLastsUntilTheEndTheOldAnswerIsNotServed() {
        assertThat(loadedBeforeAndPutAfter(SOUND)).isEqualTo("new");
        assertThat(loadedBeforeAndPutAfter(SUSPENSION_ENDS_NOTHING)).isEqualTo("old");
    }

    /** A read loads before the late commit and puts once nothing is suspended any more. */
    private static String loadedBeforeAndPutAfter(LocalVariant variant) {
        try (LocalRig rig = LocalRig.fed(variant)) {
            failToWrite(rig);
            LocalStops.Stop loaded = rig.stops.next(Point.LOCAL_LOADED);
            Aside<String> early = Aside.call(rig::read);
            loaded.awaitReached();
            rig.clock.advance(UNKNOWN_FOR.minusNanos(1));
            rig.writeElsewhere("new");
            rig.clock.advance(Duration.ofNanos(1));
            loaded.release();
            assertThat(early.get()).isEqualTo("old");
            return rig.read();
        }
    }

    @Test
    void nothingOfTheOwnerIsKeptForAsLongAsItMayTakeEffectAndThenAgain() {
        try (LocalRig rig = LocalRig.fed(SOUND)) {
            GetRequest bobs = GetRequest.of(LocalRig.BOB, addTo(rig, LocalRig.BOB));
            rig.read();
            rig.cache.get(bobs);
            failToWrite(rig);
            rig.cache.get(bobs);
            assertThat(rig.loaded()).as("others' answers stay").isEqualTo(2);
            rig.read();
            GetResult result = rig.cache.get(LocalRig.GET);
            assertThat(result.provenance().storable()).isFalse();
            rig.clock.advance(UNKNOWN_FOR.minusNanos(1));
            rig.read();
            assertThat(rig.loaded()).isEqualTo(5);
            assertThat(rig.count(CacheMetric.REFUSED)).isEqualTo(3);
            rig.clock.advance(Duration.ofNanos(1));
            rig.read();
            assertThat(rig.loaded()).isEqualTo(6);
            rig.read(); // the one before ended what was suspended, its own answer included
            rig.read();
            assertThat(rig.loaded()).isEqualTo(7);
        }
    }

    @Test
    void aSecondUnknownOutcomeProlongsTheFirst() {
        try (LocalRig rig = LocalRig.fed(SOUND)) {
            failToWrite(rig);
            rig.clock.advance(Duration.ofSeconds(40));
            failToWrite(rig);
            rig.clock.advance(Duration.ofSeconds(40));
            rig.read();
            rig.writeElsewhere("new");
            assertThat(rig.read()).isEqualTo("new");
        }
    }

    @Test
    void aWriteThatWasNotAppliedSuspendsNothing() {
        try (LocalRig rig = LocalRig.fed(SOUND)) {
            rig.faulty.injectNext(1, Fault.UNAVAILABLE, Operation.UPDATE);
            assertThatThrownBy(() -> rig.write("new")).isInstanceOf(StoreUnavailableException.class);
            rig.faulty.injectNext(1, Fault.REJECTED, Operation.UPDATE);
            assertThatThrownBy(() -> rig.write("new")).isNotNull();
            rig.read();
            rig.read();
            assertThat(rig.loaded()).isEqualTo(1);
        }
    }

    @Test
    void aWriteThatTookEffectBeforeItsAnswerWasLostIsSeenAtOnce() {
        try (LocalRig rig = LocalRig.fed(SOUND)) {
            assertThat(rig.read()).isEqualTo("old");
            rig.faulty.injectNext(1, Fault.FAIL_AFTER_WRITE, Operation.UPDATE);
            assertThatThrownBy(() -> rig.write("new")).isInstanceOf(StoreUnavailableException.class);
            assertThat(rig.read()).isEqualTo("new");
        }
    }

    private static UUID addTo(LocalRig rig, MemoryScope owner) {
        NewMemory memory = NewMemory.of("bob's", LocalRig.VECTOR);
        return rig.database
                .add(AddRequest.of(owner, LocalRig.SPACE, memory))
                .ids()
                .get(0);
    }

    /** A write that fails with its outcome unknown and has not taken effect. */
    private static void failToWrite(LocalRig rig) {
        rig.failNextWrite();
        assertThatThrownBy(() -> rig.write("never")).isInstanceOf(StoreUnavailableException.class);
    }
}
