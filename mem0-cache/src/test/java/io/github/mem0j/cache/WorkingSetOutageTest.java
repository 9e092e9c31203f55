package io.github.mem0j.cache;

import static io.github.mem0j.cache.LocalVariant.ALL_CERTAIN;
import static io.github.mem0j.cache.LocalVariant.NOT_SUSPENDED;
import static io.github.mem0j.cache.LocalVariant.SOUND;
import static io.github.mem0j.cache.SetRig.ANN;
import static io.github.mem0j.cache.SetRig.ID;
import static io.github.mem0j.cache.SetRig.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.Relation;
import io.github.mem0j.store.Degradation;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.testkit.Fault;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What a working set shows after a write of unknown outcome, and while the store or the feed is down. */
class WorkingSetOutageTest {
    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Duration FRESH = Duration.ofSeconds(100);
    private static final Duration STAND_IN = Duration.ofSeconds(50);

    private static SetRig rig(Duration unverifiedFor) {
        SetRig rig = SetRig.of(
                SOUND, builder -> builder.freshFor(FRESH).staleIfError(STAND_IN).unverifiedFor(unverifiedFor));
        assertThat(rig.isHeld()).isTrue();
        return rig;
    }

    @Test
    void afterAWriteOfUnknownOutcomeNothingIsShownUntilItCanNoLongerTakeEffect() {
        assertThat(lateCommit(SOUND)).isEqualTo("new");
        assertThat(lateCommit(NOT_SUSPENDED)).isEqualTo("old");
        assertThat(lateCommit(ALL_CERTAIN)).isEqualTo("old");
    }

    /** A write fails, nobody knows how, and is committed when others have read. */
    private static String lateCommit(LocalVariant variant) {
        try (SetRig rig = SetRig.of(variant)) {
            assertThat(rig.isHeld()).isTrue();
            rig.failNextWrite();
            boolean unknown = UnknownOutcome.of(() -> rig.set.update(LocalRig.change("new")));
            assertThat(unknown).isEqualTo(variant != ALL_CERTAIN);
            assertThat(rig.read()).isEqualTo("old");
            assertThat(rig.isHeld()).isEqualTo(variant != SOUND);
            rig.clock.advance(Duration.ofSeconds(60).minus(MILLI));
            assertThat(rig.isHeld()).isEqualTo(variant != SOUND);
            rig.database.update(LocalRig.change("new"));
            rig.clock.advance(MILLI);
            assertThat(rig.isHeld()).isTrue();
            return rig.read();
        }
    }

    @Test
    void inTheRaceOfAWriteOfUnknownOutcomeWithTheBeginningOfAComparisonNothingIsHeld() {
        AtomicReference<LocalStops.Stop> asked = new AtomicReference<>();
        try (SetRig rig = SetRig.of(
                SOUND,
                builder -> builder.stamps(nanoTime -> new Stamps(nanoTime) {
                    @Override
                    boolean isSuspended(int slot) {
                        boolean is = super.isSuspended(slot);
                        LocalStops.Stop stop = asked.getAndSet(null);
                        if (stop != null) {
                            stop.hold();
                        }
                        return is;
                    }
                }))) {
            assertThat(rig.isHeld()).isTrue();
            rig.feed.tellLost();
            LocalStops.Stop stop = new LocalStops.Stop();
            asked.set(stop);
            Aside<String> early = Aside.call(rig::read);
            stop.awaitReached();
            rig.failNextWrite();
            assertThat(UnknownOutcome.of(() -> rig.set.update(LocalRig.change("new"))))
                    .isTrue();
            stop.release();
            assertThat(early.get()).isEqualTo("old");
            assertThat(rig.isHeld()).isFalse();
            rig.database.update(LocalRig.change("new"));
            assertThat(rig.read()).isEqualTo("new");
        }
    }

    @Test
    void afterAnInsertOfUnknownOutcomeWhatIsHeldStandsInButNotAfterAnUpdate() {
        try (SetRig rig = rig(Duration.ZERO)) {
            rig.failNextWrite();
            assertThat(UnknownOutcome.of(() -> rig.set.add(SetRig.insert(ANN, OTHER, "second"))))
                    .isTrue();
            assertThat(rig.seen()).isEqualTo("old");
            rig.faulty.inject(Fault.UNAVAILABLE);
            assertThat(rig.seen()).isEqualTo("stale old");
            rig.faulty.heal();
            rig.failNextWrite();
            assertThat(UnknownOutcome.of(() -> rig.set.update(LocalRig.change("new"))))
                    .isTrue();
            rig.faulty.inject(Fault.UNAVAILABLE);
            assertThat(rig.seen()).isEqualTo("down");
        }
    }

    @Test
    void whatIsHeldIsFreshThenStaleThenGoneToTheMillisecond() {
        try (SetRig rig = rig(Duration.ZERO)) {
            Provenance fresh = rig.set.list(ListRequest.of(ANN)).provenance();
            Duration freshFor = fresh.freshFor();
            assertThat(freshFor).isBetween(FRESH.multipliedBy(9).dividedBy(10), FRESH);
            assertThat(fresh.age()).isZero();
            rig.faulty.inject(Fault.UNAVAILABLE);
            rig.clock.advance(freshFor.minus(MILLI));
            assertThat(rig.seen()).isEqualTo("old");
            rig.clock.advance(MILLI);
            assertThat(rig.seen()).isEqualTo("stale old");
            assertThat(rig.set.list(ListRequest.of(ANN)).provenance())
                    .isEqualTo(new Provenance(
                            Provenance.LOCAL, freshFor, java.util.Set.of(Degradation.STALE), false, Duration.ZERO));
            rig.clock.advance(FRESH.plus(STAND_IN).minus(freshFor));
            assertThat(rig.seen()).isEqualTo("stale old");
            assertThat(rig.set.list(ListRequest.of(ANN)).provenance().age()).isEqualTo(FRESH.plus(STAND_IN));
            rig.clock.advance(MILLI);
            assertThat(rig.seen()).isEqualTo("down");
            rig.faulty.heal();
            rig.clock.advance(Duration.ofSeconds(1));
            assertThat(rig.isHeld()).isTrue();
        }
    }

    @Test
    void withTheFeedLostAsWellOnlyWhatIsYoungEnoughStandsIn() {
        Duration unverified = Duration.ofSeconds(20);
        try (SetRig rig = rig(unverified);
                SetRig strict = rig(Duration.ZERO)) {
            for (SetRig each : new SetRig[] {rig, strict}) {
                each.clock.advance(unverified);
                each.faulty.inject(Fault.UNAVAILABLE);
                assertThat(each.seen()).isEqualTo("old");
                each.feed.lose();
            }
            assertThat(strict.seen()).isEqualTo("down");
            assertThat(rig.seen()).isEqualTo("stale old");
            rig.feed.comeBack();
            assertThat(rig.seen()).as("messages were missed").isEqualTo("stale old");
            rig.clock.advance(MILLI);
            assertThat(rig.seen()).isEqualTo("down");
        }
    }

    @Test
    void relatedStandsInOnlyIfRelationsAreHeld() {
        try (SetRig rig = rig(Duration.ZERO)) {
            rig.set.add(SetRig.insert(ANN, OTHER, "second"));
            rig.set.relate(RelateRequest.of(ANN, Relation.of(ID, OTHER)));
            RelatedRequest related = RelatedRequest.of(ANN, ID);
            rig.faulty.inject(Fault.UNAVAILABLE);
            assertThat(rig.seen()).isEqualTo("old second");
            assertThat(UnknownOutcome.unavailable(() -> rig.set.related(related)))
                    .isTrue();
            rig.faulty.heal();
            rig.clock.advance(Duration.ofSeconds(1));
            assertThat(rig.set.related(related).memories()).hasSize(1);
            rig.faulty.inject(Fault.UNAVAILABLE);
            rig.clock.advance(FRESH);
            assertThat(rig.set.related(related).memories()).hasSize(1);
            assertThat(rig.count(CacheMetric.STALE_HITS)).isEqualTo(1);
        }
    }

    @Test
    void aStoreThatIsDownIsNotAskedAtEachReadOfWhatIsFreshStill() {
        try (SetRig rig = rig(Duration.ZERO)) {
            rig.faulty.inject(Fault.UNAVAILABLE);
            rig.clock.advance(Duration.ofSeconds(85));
            for (int reads = 0; reads < 5; reads++) {
                assertThat(rig.seen()).isEqualTo("old");
            }
            assertThat(rig.count(CacheMetric.LOAD_FAILURES)).isEqualTo(1);
            rig.clock.advance(Duration.ofMillis(200));
            assertThat(rig.seen()).isEqualTo("old");
            assertThat(rig.count(CacheMetric.LOAD_FAILURES)).isEqualTo(2);
        }
    }
}
