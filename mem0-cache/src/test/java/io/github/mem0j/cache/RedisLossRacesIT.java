package io.github.mem0j.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.Provenance;
import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Redis loses what it should remember: a key, everything, or what came after a snapshot. */
class RedisLossRacesIT extends Races {
    private void assertTold(Function<CacheJvm.Setup, String> scenario, CacheJvm.Setup mistaken) {
        assertTold(scenario, setup(), mistaken);
    }

    /** As an eviction does, or somebody's DEL. */
    @Test
    void race9GenerationsAreLostAndEntriesAreNot() {
        assertTold(this::deletedGenerations, setup().scripts(Mistakes.counters()));
    }

    private String deletedGenerations(CacheJvm.Setup setup) {
        CacheJvm reader = jvm(setup.withoutLocal());
        CacheJvm writer = jvm(setup);
        read(reader);
        write(writer);
        assertThat(keys("e1")).hasSize(1);
        assertThat(keys("g")).hasSize(1);
        server().command("DEL", keys("g").get(0));
        return read(reader);
    }

    @Test
    void race9FlushBetweenLoadAndFill() {
        assertTold(this::flushed, setup().scripts(Mistakes.counters()));
    }

    private String flushed(CacheJvm.Setup setup) {
        CacheJvm reader = jvm(setup.withoutLocal());
        CacheJvm writer = jvm(setup);
        Gates.Gate loaded = reader.gates.hold(Probe.Point.REDIS_BEFORE_FILL);
        Task<String> reading = start(() -> read(reader));
        loaded.await();
        write(writer);
        server().command("FLUSHALL");
        // Another question, which makes new tokens.
        reader.store.list(ListRequest.of(scope));
        loaded.open();
        assertThat(reading.result()).isEqualTo(OLD);
        return read(writer);
    }

    /** What was kept as the fence was lost ends when the write does. */
    @Test
    void race9FlushDuringAWrite() {
        assertTold(this::flushedDuringAWrite, setup().scripts(Mistakes.noEnd()));
    }

    private String flushedDuringAWrite(CacheJvm.Setup setup) {
        CacheJvm writer = jvm(setup);
        CacheJvm reader = jvm();
        Gates.Gate begun = writer.gates.hold(Probe.Point.REDIS_BEGUN);
        Task<Boolean> writing = start(() -> write(writer));
        begun.await();
        until("BEGIN", () -> reader.count(CacheMetric.RECEIVED) == 1);
        server().command("FLUSHALL");
        assertThat(read(reader)).isEqualTo(OLD);
        assertThat(get(reader).provenance().source()).isEqualTo(Provenance.LOCAL);
        begun.open();
        writing.result();
        CacheJvm other = jvm(setup().withoutLocal());
        String seen = read(other);
        if (seen.equals(NEW)) {
            until("END", () -> reader.count(CacheMetric.RECEIVED) == 2);
        }
        assertThat(read(reader)).isEqualTo(seen);
        return seen;
    }

    /** A fence that is lost with all else is put up again when the keeper next looks after a long write. */
    @Test
    void race9FlushDuringAWriteWhoseFenceIsRenewed() {
        assertThat(crashAfterFlush(true)).as("the protocol").isEqualTo(NEW);
        anew();
        assertThat(crashAfterFlush(false)).as("the mistake").isEqualTo(OLD);
    }

    private String crashAfterFlush(boolean renewed) {
        CacheJvm writer = jvm();
        CacheJvm reader = jvm();
        Gates.Gate begun = writer.gates.hold(Probe.Point.REDIS_BEGUN);
        Task<Boolean> writing = start(() -> writeAndCrash(writer));
        begun.await();
        until("BEGIN", () -> reader.count(CacheMetric.RECEIVED) == 1);
        server().command("FLUSHALL");
        writer.pass(Duration.ofSeconds(10));
        if (renewed) {
            writer.step();
            until("BEGIN again", () -> reader.count(CacheMetric.RECEIVED) == 2);
        }
        assertThat(read(reader)).isEqualTo(OLD);
        begun.open();
        writing.result();
        return read(reader);
    }

    /** Neither the fence nor the writer is there any more, and the snapshot's token is the old entry's. */
    @Test
    void race9RestartFromAnOldSnapshotDuringAWrite() {
        assertTold(this::crashAfterRestart, Mistakes.anyIncarnation(setup()));
    }

    private String crashAfterRestart(CacheJvm.Setup setup) {
        CacheJvm reader = jvm(setup.withoutLocal());
        CacheJvm writer = jvm(setup().withoutLocal());
        read(reader);
        server().save();
        Gates.Gate begun = writer.gates.hold(Probe.Point.REDIS_BEGUN);
        Task<Boolean> writing = start(() -> writeAndCrash(writer));
        begun.await();
        server().kill();
        server().restart();
        assertThat(keys("e1")).as("entries of the snapshot").hasSize(1);
        assertThat(keys("w")).as("fences of the snapshot").isEmpty();
        begun.open();
        writing.result();
        reader.step(); // over a connection that is gone
        reader.stepUntilUp();
        return read(reader);
    }

    /** The END of the write meets a connection that is gone: what was kept meanwhile ends when its JVM drains. */
    @Test
    void race9RestartDuringAWriteThatEnds() {
        assertTold(this::endAfterRestart, setup().scripts(Mistakes.noDrain()));
    }

    private String endAfterRestart(CacheJvm.Setup setup) {
        CacheJvm reader = jvm(setup().withoutLocal());
        CacheJvm writer = jvm(setup.withoutLocal());
        Gates.Gate begun = writer.gates.hold(Probe.Point.REDIS_BEGUN);
        Task<Boolean> writing = start(() -> write(writer));
        begun.await();
        server().kill();
        server().restart();
        assertThat(keys("")).as("what no snapshot holds is gone").isEmpty();
        reader.step();
        reader.stepUntilUp();
        assertThat(read(reader)).isEqualTo(OLD);
        assertThat(get(reader).provenance().source()).isEqualTo(Provenance.REDIS);
        begun.open();
        writing.result();
        assertThat(writer.count(CacheMetric.PENDING)).isEqualTo(1);
        assertThat(read(writer)).as("goes around Redis").isEqualTo(NEW);
        assertThat(read(reader)).as("until the drain").isEqualTo(OLD);
        writer.stepUntilUp();
        return read(reader);
    }

    @Test
    void race9RestartFromAnOldSnapshot() {
        assertTold(this::oldSnapshot, Mistakes.anyIncarnation(setup()));
    }

    private String oldSnapshot(CacheJvm.Setup setup) {
        CacheJvm reader = jvm(setup);
        // Gone before the restart, so nobody tells Redis again.
        CacheJvm writer = jvm(setup().withoutLocal());
        read(reader);
        server().save();
        write(writer);
        until("BEGIN and END", () -> reader.count(CacheMetric.RECEIVED) == 2);
        assertThat(read(reader)).isEqualTo(NEW);
        server().kill();
        server().restart();
        assertThat(keys("e1")).as("entries of the snapshot").hasSize(1);
        reader.step(); // over a connection that is gone
        reader.stepUntilUp();
        reader.live();
        assertThat(reader.count(CacheMetric.REDIS_UP)).isEqualTo(1);
        return read(reader);
    }

    /** The writer itself is still there, and tells the new server what may be lost. */
    @Test
    void race9RestartFromAnOldSnapshotWithTheWriterThere() {
        CacheJvm writer = jvm();
        read(writer);
        server().save();
        String before = String.valueOf(server().command("GET", keys("g").get(0)));
        write(writer);
        server().kill();
        server().restart();
        writer.step();
        writer.stepUntilUp();
        writer.live();
        assertThat(String.valueOf(server().command("GET", keys("g").get(0)))).isNotEqualTo(before);
        assertThat(read(writer)).isEqualTo(NEW);
    }

    /** The token of the snapshot is the one that the reader saw before; but the server is another. */
    @Test
    void race9RestartBetweenLoadAndFill() {
        assertTold(this::fillAfterRestart, Mistakes.anyIncarnation(setup()));
    }

    private String fillAfterRestart(CacheJvm.Setup setup) {
        CacheJvm reader = jvm(setup.withoutLocal());
        CacheJvm writer = jvm(setup);
        reader.store.list(ListRequest.of(scope));
        server().save();
        Gates.Gate loaded = reader.gates.hold(Probe.Point.REDIS_BEFORE_FILL);
        Task<String> reading = start(() -> read(reader));
        loaded.await();
        write(writer);
        server().kill();
        server().restart();
        reader.step();
        until("up again", () -> {
            reader.step();
            return reader.count(CacheMetric.REDIS_UP) == 1;
        });
        loaded.open();
        assertThat(reading.result()).isEqualTo(OLD);
        assertThat(keys("e1")).as("filled, under the token of the snapshot").hasSize(2);
        assertThat(get(reader).provenance().source())
                .isEqualTo(reader.count(CacheMetric.HITS) > 0 ? Provenance.REDIS : "embedded");
        return read(reader);
    }
}
