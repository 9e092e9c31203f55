package io.github.mem0j.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.Provenance;
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

    /** A fence that is lost with all else is put up again when the keeper next looks after a long write. */
    @Test
    void race9FlushDuringAWrite() {
        CacheJvm writer = jvm();
        CacheJvm reader = jvm();
        Gates.Gate begun = writer.gates.hold(Probe.Point.REDIS_BEGUN);
        Task<Boolean> writing = start(() -> write(writer));
        begun.await();
        server().command("FLUSHALL");
        assertThat(read(reader)).isEqualTo(OLD);
        begun.open();
        writing.result();
        until("END", () -> reader.count(CacheMetric.RECEIVED) == 2);
        assertThat(read(reader)).isEqualTo(NEW);
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
