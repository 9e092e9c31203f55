package io.github.mem0j.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.layer.ForwardingMemoryStore;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.Operation;
import io.github.mem0j.store.ReadOptions;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.testkit.Fault;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Loads that several readers share. */
class RedisFlightRacesIT extends Races {
    @Test
    void race3FlightFromBeforeTheWriteInRedisCache() {
        assertTold(this::joinRedisFlight, setup(), setup().scripts(Mistakes.silentWrites()));
    }

    private String joinRedisFlight(CacheJvm.Setup setup) {
        CacheJvm reader = jvm(setup.withoutLocal());
        CacheJvm writer = jvm(setup);
        return flight(reader, writer, Probe.Point.REDIS_LOADED);
    }

    @Test
    void race3FlightFromBeforeTheWriteInLocalCache() {
        assertTold(this::joinLocalFlight, setup(), setup().stamps(Mistakes::deafStamps));
    }

    private String joinLocalFlight(CacheJvm.Setup setup) {
        CacheJvm reader = jvm(setup);
        CacheJvm writer = jvm();
        return flight(reader, writer, Probe.Point.LOCAL_LOADED);
    }

    /** What a reader sees who comes after the write, while another still holds an answer from before it. */
    private String flight(CacheJvm reader, CacheJvm writer, Probe.Point held) {
        Gates.Gate loaded = reader.gates.hold(held);
        Task<String> first = start(() -> read(reader));
        loaded.await();
        Task<String> joining = start(() -> read(reader));
        until("a follower", () -> reader.gates.count(Probe.Point.FOLLOWER_JOINED) == 1);
        write(writer);
        if (reader.store != reader.redis) {
            until("BEGIN and END", () -> reader.count(CacheMetric.RECEIVED) == 2);
        }
        Task<String> after = start(() -> read(reader));
        until(
                "an answer, or a second follower",
                () -> after.isDone() || reader.gates.count(Probe.Point.FOLLOWER_JOINED) == 2);
        loaded.open();
        assertThat(first.result()).isEqualTo(OLD);
        assertThat(joining.result()).as("joined before the write").isEqualTo(OLD);
        return after.result();
    }

    /** Hole 3: the epoch is part of the key, too. */
    @Test
    void race3FlightFromBeforeMessagesWereLost() {
        assertTold(this::flightOverLoss, setup(), setup().stamps(Mistakes::oneEpoch));
    }

    private String flightOverLoss(CacheJvm.Setup setup) {
        CacheJvm reader = jvm(setup);
        CacheJvm writer = jvm();
        Gates.Gate loaded = reader.gates.hold(Probe.Point.LOCAL_LOADED);
        Task<String> first = start(() -> read(reader));
        loaded.await();
        reader.messages.cut();
        until("no lease", () -> !reader.feed.isLive());
        write(writer);
        reader.messages.heal();
        reader.live();
        Task<String> after = start(() -> read(reader));
        until("an answer, or a follower", () -> after.isDone() || reader.gates.count(Probe.Point.FOLLOWER_JOINED) == 1);
        loaded.open();
        assertThat(first.result()).isEqualTo(OLD);
        return after.result();
    }

    @Test
    void race17FollowerTakesOverFromAnInterruptedLeader() {
        assertThat(followerOf(setup(), true)).isEqualTo(OLD);
        anew();
        assertThat(followerOf(setup().below(MistakenLayers::hidingInterrupts), true))
                .as("the leader's own failure, shared")
                .isEqualTo(UNAVAILABLE);
    }

    @Test
    void race17FollowerTakesOverFromALeaderPastItsDeadline() {
        assertThat(followerOf(setup(), false)).isEqualTo(OLD);
        anew();
        assertThat(followerOf(setup().between(HiddenDeadlines::above).below(HiddenDeadlines::below), false))
                .as("the leader's own failure, shared")
                .isEqualTo(UNAVAILABLE);
    }

    /** What a follower sees whose leader hangs in its load until it is interrupted, or out of time. */
    private String followerOf(CacheJvm.Setup setup, boolean interrupted) {
        CacheJvm jvm = jvm(setup.withoutLocal());
        jvm.backend.injectNext(1, Fault.HANG, Operation.GET);
        Deadline deadline = Deadline.after(Duration.ofSeconds(1), jvm.nanos::get);
        GetRequest hasty = question().withOptions(ReadOptions.DEFAULT.withDeadline(deadline));
        GetRequest leading = interrupted ? question() : hasty;
        Task<Boolean> leader = start(() -> UnknownOutcome.unavailable(() -> jvm.store.get(leading)));
        until("a leader", () -> jvm.backend.hanging() == 1);
        Task<String> follower = start(() -> readOrUnavailable(jvm));
        until("a follower", () -> jvm.gates.count(Probe.Point.FOLLOWER_JOINED) == 1);
        // The leader looks for an answer that stands in: it must not find the follower's.
        Gates.Gate fill = jvm.gates.hold(Probe.Point.REDIS_BEFORE_FILL);
        if (interrupted) {
            leader.thread.interrupt();
        } else {
            jvm.pass(Duration.ofSeconds(1));
        }
        assertThat(leader.result()).isTrue();
        fill.open();
        assertThat(jvm.count(CacheMetric.REDIS_UP)).isEqualTo(1);
        return follower.result();
    }

    @Test
    void race17FollowersShareALeadersFailure() {
        Gates below = new Gates();
        CacheJvm jvm = jvm(setup().withoutLocal().below(store -> new FailingOnce(store, below)));
        Gates.Gate loading = below.hold(Probe.Point.REDIS_LOADED);
        Task<Boolean> leader = start(() -> UnknownOutcome.unavailable(() -> read(jvm)));
        loading.await();
        Task<Boolean> follower = start(() -> UnknownOutcome.unavailable(() -> read(jvm)));
        until("a follower", () -> jvm.gates.count(Probe.Point.FOLLOWER_JOINED) == 1);
        loading.open();
        assertThat(leader.result()).isTrue();
        assertThat(follower.result()).isTrue();
        assertThat(jvm.count(CacheMetric.LOADS)).isEqualTo(1);
        assertThat(read(jvm)).as("the next one loads").isEqualTo(OLD);
    }

    /** Whose first get fails, once the test lets it. */
    private static final class FailingOnce extends ForwardingMemoryStore {
        private final Gates gates;

        FailingOnce(MemoryStore store, Gates gates) {
            super(store);
            this.gates = gates;
        }

        @Override
        public GetResult get(GetRequest request) {
            gates.at(Probe.Point.REDIS_LOADED);
            if (gates.count(Probe.Point.REDIS_LOADED) == 1) {
                throw StoreUnavailableException.notApplied("it fails once", null);
            }
            return super.get(request);
        }
    }
}
