package io.github.mem0j.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.store.Provenance;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Reads and writes that overtake each other. */
class RedisRacesIT extends Races {
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
        return read(reader);
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
        until("BEGIN", () -> reader.count(CacheMetric.RECEIVED) == 1);
        assertThat(read(reader)).isEqualTo(point == Probe.Point.REDIS_BEGUN ? OLD : NEW);
        int entries = keys("e1").size();
        boolean kept = reader.localCount(CacheMetric.STORED) > 0;
        assertThat(kept).as("kept locally").isEqualTo(entries > 0);
        gate.open();
        writing.result();
        until("END", () -> reader.count(CacheMetric.RECEIVED) == 2);
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
        assertThat(crashAfterFencedLoad(setup().between(MistakenLayers::forgetfulOfProvenance)))
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
}
