package io.github.mem0j.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.store.Operation;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.testkit.Fault;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Reads and writes that overtake each other. */
class RedisRacesIT extends Races {
    /** The new text by the protocol, the old one by the mistake. */
    private void assertTold(Function<CacheJvm.Setup, String> scenario, CacheJvm.Setup right, CacheJvm.Setup mistaken) {
        assertThat(scenario.apply(right)).as("the protocol").isEqualTo(NEW);
        anew();
        assertThat(scenario.apply(mistaken)).as("the mistake").isEqualTo(OLD);
    }

    private void assertTold(Function<CacheJvm.Setup, String> scenario, RedisScripts mistaken) {
        assertTold(scenario, setup(), setup().scripts(mistaken));
    }

    @Test
    void race1WriteBetweenLoadAndFill() {
        assertTold(this::fillAfterWrite, setup(), Mistakes.noTokens(setup()));
    }

    private String fillAfterWrite(CacheJvm.Setup setup) {
        CacheJvm reader = jvm(setup.withoutLocal());
        CacheJvm writer = jvm(setup);
        Gates.Gate loaded = reader.gates.hold(Probe.Point.REDIS_BEFORE_FILL);
        Task<String> reading = start(() -> read(reader));
        loaded.await();
        write(writer);
        loaded.open();
        assertThat(reading.result()).isEqualTo(OLD);
        return read(writer);
    }

    @Test
    void race2InvalidationBetweenHitInRedisAndLocalPut() {
        assertTold(this::putAfterInvalidation, setup(), setup().stamps(Mistakes::deafStamps));
    }

    private String putAfterInvalidation(CacheJvm.Setup setup) {
        CacheJvm reader = jvm(setup);
        CacheJvm writer = jvm();
        read(writer);
        Gates.Gate put = reader.gates.hold(Probe.Point.LOCAL_BEFORE_PUT);
        Task<String> reading = start(() -> get(reader).provenance().source());
        put.await();
        write(writer);
        until("BEGIN and END", () -> reader.count(CacheMetric.RECEIVED) == 2);
        put.open();
        assertThat(reading.result()).isEqualTo(Provenance.REDIS);
        assertThat(reader.localCount(CacheMetric.STORED)).isEqualTo(1);
        return read(reader);
    }

    @Test
    void race3FlightFromBeforeTheWriteInRedisCache() {
        assertTold(this::joinRedisFlight, Mistakes.silentWrites());
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
    void race4ReadBetweenBeginAndCommitFillsNothing() {
        assertThat(entriesAfterReadAt(Probe.Point.REDIS_BEGUN, setup())).isZero();
        anew();
        assertThat(entriesAfterReadAt(Probe.Point.REDIS_BEGUN, setup().scripts(Mistakes.noFence())))
                .isEqualTo(1);
    }

    @Test
    void race4ReadBetweenCommitAndEndFillsNothing() {
        assertThat(entriesAfterReadAt(Probe.Point.REDIS_COMMITTED, setup())).isZero();
        anew();
        assertThat(entriesAfterReadAt(Probe.Point.REDIS_COMMITTED, setup().scripts(Mistakes.noFence())))
                .isEqualTo(1);
    }

    /** How many entries Redis has after a read while the writer is there. */
    private int entriesAfterReadAt(Probe.Point point, CacheJvm.Setup setup) {
        CacheJvm reader = jvm(setup);
        CacheJvm writer = jvm(setup);
        Gates.Gate gate = writer.gates.hold(point);
        Task<Boolean> writing = start(() -> write(writer));
        gate.await();
        assertThat(read(reader)).isEqualTo(point == Probe.Point.REDIS_BEGUN ? OLD : NEW);
        int entries = keys("e1").size();
        boolean kept = reader.localCount(CacheMetric.STORED) > 0;
        assertThat(kept).as("kept locally").isEqualTo(entries > 0);
        gate.open();
        writing.result();
        assertThat(read(reader)).isEqualTo(NEW);
        return entries;
    }

    @Test
    void race6OneWritersEndLeavesTheOthersFence() {
        assertTold(this::endOfAnotherWriter, Mistakes.endOfAll());
    }

    private String endOfAnotherWriter(CacheJvm.Setup setup) {
        CacheJvm reader = jvm(setup);
        CacheJvm crashing = jvm(setup);
        CacheJvm other = jvm(setup);
        Gates.Gate begun = crashing.gates.hold(Probe.Point.REDIS_BEGUN);
        Task<Boolean> writing = start(() -> writeAndCrash(crashing));
        begun.await();
        other.store.update(change(OLD));
        assertThat(read(reader)).isEqualTo(OLD);
        begun.open();
        writing.result();
        return read(reader);
    }

    /** Hole 1: the fenced load must not stay in the local cache either, as nobody tells it of the commit. */
    @Test
    void race5WriterCrashesAfterItsCommit() {
        assertTold(this::crashAfterFencedLoad, Mistakes.noFence());
        anew();
        assertThat(crashAfterFencedLoad(setup().between(Mistakes::forgetfulOfProvenance)))
                .as("kept by the local cache alone")
                .isEqualTo(OLD);
    }

    private String crashAfterFencedLoad(CacheJvm.Setup setup) {
        CacheJvm reader = jvm(setup);
        CacheJvm writer = jvm(setup);
        Gates.Gate begun = writer.gates.hold(Probe.Point.REDIS_BEGUN);
        Task<Boolean> writing = start(() -> writeAndCrash(writer));
        begun.await();
        until("BEGIN", () -> reader.count(CacheMetric.RECEIVED) == 1);
        assertThat(read(reader)).isEqualTo(OLD);
        begun.open();
        writing.result();
        assertThat(writer.gates.count(Probe.Point.REDIS_ENDED)).isZero();
        assertThat(reader.count(CacheMetric.RECEIVED)).as("no END").isEqualTo(1);
        return read(reader);
    }

    @Test
    void race5WriterCrashesOverWhatOthersHold() {
        assertTold(this::crashOverEntries, Mistakes.noBegin());
    }

    private String crashOverEntries(CacheJvm.Setup setup) {
        CacheJvm reader = jvm(setup.withoutLocal());
        CacheJvm writer = jvm(setup);
        read(reader);
        writeAndCrash(writer);
        return read(reader);
    }

    @Test
    void race7UnknownOutcomeKeepsItsFenceUntilItIsKnown() {
        assertTold(this::lateCommit, Mistakes.endOfAll());
    }

    private String lateCommit(CacheJvm.Setup setup) {
        CacheJvm reader = jvm(setup);
        CacheJvm writer = jvm(setup.below(UnknownOutcome::new));
        assertThat(UnknownOutcome.of(() -> write(writer))).isTrue();
        assertThat(read(reader)).as("still").isEqualTo(OLD);
        common.update(change(NEW));
        return read(reader);
    }

    @Test
    void race17FollowerTakesOverFromAnInterruptedLeader() {
        CacheJvm jvm = jvm(setup().withoutLocal());
        jvm.backend.injectNext(1, Fault.HANG, Operation.GET);
        Task<String> leader = start(() -> read(jvm));
        until("a leader", () -> jvm.backend.hanging() == 1);
        Task<String> follower = start(() -> read(jvm));
        until("a follower", () -> jvm.gates.count(Probe.Point.FOLLOWER_JOINED) == 1);
        leader.thread.interrupt();
        assertThat(follower.result()).isEqualTo(OLD);
        assertThat(jvm.count(CacheMetric.REDIS_UP)).isEqualTo(1);
    }

    @Test
    void race17FollowersShareALeadersFailure() {
        CacheJvm jvm = jvm(setup().withoutLocal());
        jvm.backend.injectNext(1, Fault.UNAVAILABLE, Operation.GET);
        Gates.Gate read = jvm.gates.hold(Probe.Point.REDIS_READ);
        Task<Boolean> leader = start(() -> UnknownOutcome.unavailable(() -> read(jvm)));
        read.await();
        read.open();
        assertThat(leader.result()).isTrue();
        assertThat(read(jvm)).as("the next one loads").isEqualTo(OLD);
    }
}
