package io.github.mem0j.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.store.Provenance;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Writes of which nobody knows whether they took effect, or will. */
class RedisUnknownRacesIT extends Races {
    private static final String AHEAD = "races-clock";

    private void serverIsAhead(Duration time) {
        server().command("SET", AHEAD, Long.toString(time.toMillis()));
    }

    /** Until the outcome is known nothing that it may change is kept anywhere. */
    @Test
    void race7CommitComesLate() {
        assertTold(
                this::lateCommit,
                setup().below(UnknownOutcome::new),
                setup().below(store -> MistakenLayers.certainOfOutcomes(new UnknownOutcome(store))));
    }

    private String lateCommit(CacheJvm.Setup setup) {
        CacheJvm reader = jvm(setup());
        CacheJvm writer = jvm(setup);
        assertThat(UnknownOutcome.unavailable(() -> write(writer))).isTrue();
        until("BEGIN and END", () -> reader.count(CacheMetric.RECEIVED) == 2);
        assertThat(read(reader)).as("not yet").isEqualTo(OLD);
        common.update(change(NEW));
        return read(reader);
    }

    /** Hole 6: the fence is renewed for as long as the outcome is unknown. */
    @Test
    void race7FenceOfAnUnknownOutcomeIsRenewed() {
        assertThat(commitAfterTheFence(true)).as("the protocol").isEqualTo(NEW);
        anew();
        assertThat(commitAfterTheFence(false)).as("the mistake").isEqualTo(OLD);
    }

    private String commitAfterTheFence(boolean renewed) {
        serverIsAhead(Duration.ZERO);
        CacheJvm.Setup setup = setup().scripts(Mistakes.serverClock(AHEAD));
        CacheJvm reader = jvm(setup);
        CacheJvm writer = jvm(setup.below(UnknownOutcome::new));
        assertThat(UnknownOutcome.of(() -> write(writer))).isTrue();
        until("BEGIN and END", () -> reader.count(CacheMetric.RECEIVED) == 2);
        for (int seconds = 20; seconds < 60; seconds += 20) {
            serverIsAhead(Duration.ofSeconds(seconds));
            writer.pass(Duration.ofSeconds(20));
            if (renewed) {
                int received = 2 + seconds / 20;
                writer.step();
                until("BEGIN again", () -> reader.count(CacheMetric.RECEIVED) == received);
            }
            serverIsAhead(Duration.ofSeconds(seconds + 15));
            assertThat(read(reader)).isEqualTo(OLD);
        }
        common.update(change(NEW));
        return read(reader);
    }

    /** Hole 6: and then it ends, though no writer is there to say so. */
    @Test
    void race7FenceOfAnUnknownOutcomeEnds() {
        assertThat(fencesAfterAMinute(new RedisScripts())).isZero();
        anew();
        assertThat(fencesAfterAMinute(Mistakes.noEnd())).as("the mistake").isEqualTo(1);
    }

    private int fencesAfterAMinute(RedisScripts scripts) {
        CacheJvm reader = jvm();
        CacheJvm writer = jvm(setup().below(UnknownOutcome::new).scripts(scripts));
        assertThat(UnknownOutcome.of(() -> write(writer))).isTrue();
        until("BEGIN and END", () -> reader.count(CacheMetric.RECEIVED) == 2);
        writer.pass(Duration.ofSeconds(60).minusNanos(1));
        writer.step();
        until("BEGIN again", () -> reader.count(CacheMetric.RECEIVED) == 3);
        assertThat(keys("w")).as("not yet").hasSize(1);
        common.update(change(NEW));
        writer.pass(Duration.ofNanos(1));
        writer.step();
        int left = keys("w").size();
        if (left == 0) {
            until("its END", () -> reader.count(CacheMetric.RECEIVED) == 4);
        }
        assertThat(read(reader)).isEqualTo(NEW);
        assertThat(get(reader).provenance().source().equals(Provenance.LOCAL))
                .as("kept again")
                .isEqualTo(left == 0);
        return left;
    }

    /** What was kept as the fence was lost ends when the outcome is known. */
    @Test
    void race7CommitComesLateAndTheFenceIsLost() {
        assertTold(this::lateCommitWithoutAFence, setup(), setup().scripts(Mistakes.noEnd()));
    }

    private String lateCommitWithoutAFence(CacheJvm.Setup setup) {
        CacheJvm reader = jvm(setup().withoutLocal());
        CacheJvm writer = jvm(setup.below(UnknownOutcome::new));
        assertThat(UnknownOutcome.of(() -> write(writer))).isTrue();
        server().command("FLUSHALL");
        assertThat(read(reader)).isEqualTo(OLD);
        assertThat(get(reader).provenance().source()).isEqualTo(Provenance.REDIS);
        common.update(change(NEW));
        writer.pass(Duration.ofSeconds(60));
        writer.step();
        return read(reader);
    }

    /** Hole 4: what this JVM ends by itself, its local cache must hear; no message tells it. */
    @Test
    void race8OwnEndOfAnUnknownOutcomeReachesTheLocalCache() {
        assertTold(this::ownEnd, ownEndSetup(), ownEndSetup().between(MistakenLayers::withoutOwn));
    }

    private static CacheJvm.Setup ownEndSetup() {
        return setup().below(UnknownOutcome::new)
                .redisCache(redis -> redis.unknownFor(Duration.ofSeconds(1)))
                .localCache(local -> local.unknownFor(Duration.ZERO));
    }

    private String ownEnd(CacheJvm.Setup setup) {
        CacheJvm writer = jvm(setup);
        assertThat(UnknownOutcome.of(() -> write(writer))).isTrue();
        server().command("FLUSHALL"); // the fence, too
        read(writer);
        assertThat(read(writer)).isEqualTo(OLD);
        assertThat(get(writer).provenance().source()).isEqualTo(Provenance.LOCAL);
        common.update(change(NEW));
        writer.pass(Duration.ofSeconds(1));
        writer.step();
        return read(writer);
    }
}
