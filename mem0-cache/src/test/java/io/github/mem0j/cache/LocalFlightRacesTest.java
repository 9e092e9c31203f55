package io.github.mem0j.cache;

import static io.github.mem0j.cache.LocalVariant.LEADERS_REASONS_HIDDEN;
import static io.github.mem0j.cache.LocalVariant.REFRESHES_LIKE_ANY;
import static io.github.mem0j.cache.LocalVariant.SOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.cache.Probe.Point;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.ReadOptions;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.testkit.Fault;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Those who join a load: what they share, and what they do not. */
class LocalFlightRacesTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** How a leader's load ends. */
    private enum End {
        INTERRUPTED,
        PAST_ITS_DEADLINE,
        FAILED,
        STACK_OVERFLOW,
        ASSERTION
    }

    @Test
    void inTheRaceWithALeaderThatIsInterruptedItsFollowersGoOn() {
        assertThat(followersOf(SOUND, End.INTERRUPTED)).containsOnly("old");
        assertThat(followersOf(LEADERS_REASONS_HIDDEN, End.INTERRUPTED)).containsOnly("no answer");
    }

    @Test
    void inTheRaceWithALeaderThatHadLessTimeItsFollowersGoOn() {
        assertThat(followersOf(SOUND, End.PAST_ITS_DEADLINE)).containsOnly("old");
        assertThat(followersOf(LEADERS_REASONS_HIDDEN, End.PAST_ITS_DEADLINE)).containsOnly("no answer");
    }

    @Test
    void inTheRaceWithALeaderThatDiesOfAnErrorItsFollowersGoOn() {
        assertThat(followersOf(SOUND, End.STACK_OVERFLOW)).containsOnly("old");
        assertThat(followersOf(SOUND, End.ASSERTION)).containsOnly("old");
    }

    @Test
    void inTheRaceWithALeaderWhoseLoadFailsItsFollowersShareTheFailureAndNobodyRemembersIt() {
        assertThat(followersOf(SOUND, End.FAILED)).containsOnly("no answer");
    }

    /** A leader is held below, three follow, and it ends so: what they see. */
    private static List<String> followersOf(LocalVariant variant, End end) {
        try (LocalRig rig = LocalRig.fed(variant)) {
            LocalStops.Stop held = rig.stopInNextLoad(() -> {
                switch (end) {
                    case STACK_OVERFLOW -> throw new StackOverflowError();
                    case ASSERTION -> throw new AssertionError("a bug below");
                    default -> throw StoreUnavailableException.notApplied("no answer", null);
                }
            });
            GetRequest hurried = LocalRig.GET.withOptions(
                    ReadOptions.DEFAULT.withDeadline(Deadline.after(SECOND, rig.clock::nanoTime)));
            Aside<GetResult> leader = Aside.call(
                    () -> variant.above(rig.cache).get(end == End.PAST_ITS_DEADLINE ? hurried : LocalRig.GET));
            held.awaitReached();
            List<Aside<String>> followers = IntStream.range(0, 3)
                    .mapToObj(i -> Aside.call(() -> readOrMessage(rig)))
                    .toList();
            rig.stops.awaitPassed(Point.FOLLOWER_JOINED, 3);
            if (end == End.INTERRUPTED) {
                leader.interrupt();
            }
            rig.clock.advance(SECOND);
            held.release();
            assertThat(leader.failure()).isInstanceOfAny(StoreUnavailableException.class, Error.class);
            List<String> seen = followers.stream().map(Aside::get).toList();
            assertThat(rig.read()).isEqualTo("old");
            assertThat(rig.loaded()).as("the leader, and one in its place").isEqualTo(2);
            return seen;
        }
    }

    private static String readOrMessage(LocalRig rig) {
        try {
            return rig.read();
        } catch (StoreUnavailableException e) {
            return e.getMessage();
        }
    }

    @Test
    void aFollowerWaitsUntilItsOwnDeadlineOnly() {
        try (LocalRig rig = LocalRig.fed(SOUND)) {
            LocalStops.Stop held = rig.stopInNextLoad(() -> {});
            Aside<String> leader = Aside.call(rig::read);
            held.awaitReached();
            // On the real clock, as the wait is.
            Deadline soon = Deadline.after(Duration.ofMillis(50));
            GetRequest hurried = LocalRig.GET.withOptions(ReadOptions.DEFAULT.withDeadline(soon));
            assertThat(Aside.call(() -> rig.cache.get(hurried)).failure())
                    .isInstanceOfSatisfying(
                            StoreUnavailableException.class,
                            e -> assertThat(e.outcome()).isEqualTo(StoreUnavailableException.Outcome.NOT_APPLIED))
                    .hasMessageContaining("deadline");
            assertThat(soon.isPassed()).isTrue();
            held.release();
            assertThat(leader.get()).isEqualTo("old");
        }
    }

    @Test
    void aFollowerThatIsInterruptedGivesUpAloneAndStaysInterrupted() {
        try (LocalRig rig = LocalRig.fed(SOUND)) {
            LocalStops.Stop held = rig.stopInNextLoad(() -> {});
            Aside<String> leader = Aside.call(rig::read);
            held.awaitReached();
            Aside<Boolean> follower = Aside.call(() -> {
                try {
                    rig.read();
                    return false;
                } catch (StoreUnavailableException e) {
                    return Thread.currentThread().isInterrupted();
                }
            });
            rig.stops.awaitPassed(Point.FOLLOWER_JOINED, 1);
            follower.interrupt();
            assertThat(follower.get()).isTrue();
            held.release();
            assertThat(leader.get()).isEqualTo("old");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 1})
    void aFollowerThatWantsYoungerAnswersThanTheLeadersReadsForItself(long later) {
        try (LocalRig rig = LocalRig.fed(SOUND)) {
            LocalStops.Stop loaded = rig.stops.next(Point.LOCAL_LOADED);
            Aside<GetResult> leader = Aside.call(() -> rig.cache.get(LocalRig.GET));
            loaded.awaitReached();
            GetRequest young = LocalRig.GET.withOptions(ReadOptions.DEFAULT.withMaxAge(SECOND));
            Aside<GetResult> follower = Aside.call(() -> rig.cache.get(young));
            rig.stops.awaitPassed(Point.FOLLOWER_JOINED, 1);
            rig.clock.advance(SECOND.plusNanos(later));
            loaded.release();
            assertThat(leader.get().provenance().age()).isZero();
            assertThat(follower.get().provenance().age())
                    .isEqualTo(later <= 0 ? SECOND.plusNanos(later) : Duration.ZERO);
            assertThat(rig.loaded()).isEqualTo(later <= 0 ? 1 : 2);
        }
    }

    @Test
    void inTheRaceOfAnExpiryWithAFlightAReaderAfterItDoesNotSeeTheMemory() {
        try (LocalRig rig = LocalRig.fed(SOUND)) {
            NewMemory expiring = NewMemory.of("short-lived", LocalRig.VECTOR)
                    .withExpiresAt(rig.clock.instant().plus(SECOND));
            UUID id = expiring.id();
            rig.database.add(AddRequest.of(LocalRig.ANN, LocalRig.SPACE, expiring));
            GetRequest get = GetRequest.of(LocalRig.ANN, id);
            LocalStops.Stop loaded = rig.stops.next(Point.LOCAL_LOADED);
            Aside<GetResult> leader = Aside.call(() -> rig.cache.get(get));
            loaded.awaitReached();
            rig.clock.advance(SECOND);
            Aside<GetResult> follower = Aside.call(() -> rig.cache.get(get));
            rig.stops.awaitPassed(Point.FOLLOWER_JOINED, 1);
            loaded.release();
            assertThat(leader.get().memories()).hasSize(1);
            assertThat(follower.get().memories()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"REFRESH", "BYPASS"})
    void inTheRaceWithAFlightFromBeforeWhoAsksForTheStoresAnswerDoesNotJoin(ReadOptions.Freshness freshness) {
        assertThat(askedDuringAFlight(SOUND, freshness)).isEqualTo("new");
        assertThat(askedDuringAFlight(REFRESHES_LIKE_ANY, freshness)).isEqualTo("old");
    }

    /** A load from before a write of which nobody tells is under way: what a reader sees who asks so. */
    private static String askedDuringAFlight(LocalVariant variant, ReadOptions.Freshness freshness) {
        try (LocalRig rig = LocalRig.fed(variant)) {
            LocalStops.Stop held = rig.stopInNextLoad(() -> {});
            Aside<String> leader = Aside.call(rig::read);
            held.awaitReached();
            rig.writeElsewhere("new");
            GetRequest anew = LocalRig.GET.withOptions(ReadOptions.DEFAULT.withFreshness(freshness));
            Aside<GetResult> reader = Aside.call(() -> variant.above(rig.cache).get(anew));
            if (variant == SOUND) {
                reader.get(); // without waiting for the leader
            } else {
                rig.stops.awaitPassed(Point.FOLLOWER_JOINED, 1);
            }
            held.release();
            assertThat(leader.get()).isEqualTo("old");
            return LocalRig.text(reader.get());
        }
    }

    @Test
    void aLayerBelowThatIsDownDoesNotKeepLaterReadersWaiting() {
        try (LocalRig rig = LocalRig.fed(SOUND)) {
            rig.faulty.inject(Fault.UNAVAILABLE);
            for (int i = 0; i < 3; i++) {
                assertThat(readOrMessage(rig)).contains("UNAVAILABLE");
            }
            assertThat(rig.count(CacheMetric.LOAD_FAILURES)).isEqualTo(3);
            rig.faulty.heal();
            assertThat(rig.read()).isEqualTo("old");
        }
    }
}
