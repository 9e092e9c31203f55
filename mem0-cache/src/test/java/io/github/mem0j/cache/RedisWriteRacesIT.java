package io.github.mem0j.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.store.Degradation;
import io.github.mem0j.store.Provenance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Writes of which Redis hears late, in part or not at all, and writers that die. */
class RedisWriteRacesIT extends Races {
    private static final String AHEAD = "races-clock";

    private void assertTold(Function<CacheJvm.Setup, String> scenario, RedisScripts mistaken) {
        assertTold(scenario, hasty(), hasty().scripts(mistaken));
    }

    /** One that does not wait long for Redis. */
    private static CacheJvm.Setup hasty() {
        return setup().timeoutMillis(300);
    }

    private void serverIsAhead(Duration time) {
        server().command("SET", AHEAD, Long.toString(time.toMillis()));
    }

    @Test
    void race5CrashedWritersFenceLapsesAfter30Seconds() {
        serverIsAhead(Duration.ZERO);
        CacheJvm.Setup setup = setup().scripts(Mistakes.serverClock(AHEAD));
        CacheJvm reader = jvm(setup);
        CacheJvm writer = jvm(setup);
        writeAndCrash(writer);
        assertThat(keys("w")).as("the fence of a writer that never ended").hasSize(1);
        serverIsAhead(Invalidations.FENCE.minusSeconds(5));
        assertThat(read(reader)).isEqualTo(NEW);
        assertThat(reader.count(CacheMetric.FENCED)).isEqualTo(1);
        assertThat(keys("e1")).isEmpty();
        serverIsAhead(Invalidations.FENCE.plusSeconds(1));
        assertThat(read(reader)).isEqualTo(NEW);
        assertThat(reader.count(CacheMetric.FENCED)).as("no longer").isEqualTo(1);
        assertThat(keys("e1")).hasSize(1);
        assertThat(get(reader).provenance().source()).isEqualTo(Provenance.LOCAL);
    }

    /** Hole 6: a fence is renewed for as long as its write takes. */
    @Test
    void race5FenceOfALongWriteIsRenewed() {
        assertThat(longWrite(true)).as("the protocol").isEqualTo(NEW);
        anew();
        assertThat(longWrite(false)).as("the mistake").isEqualTo(OLD);
    }

    private String longWrite(boolean renewed) {
        serverIsAhead(Duration.ZERO);
        CacheJvm.Setup setup = setup().scripts(Mistakes.serverClock(AHEAD));
        CacheJvm reader = jvm(setup);
        CacheJvm writer = jvm(setup);
        Gates.Gate begun = writer.gates.hold(Probe.Point.REDIS_BEGUN);
        Task<Boolean> writing = start(() -> writeAndCrash(writer));
        begun.await();
        serverIsAhead(Duration.ofSeconds(20));
        writer.pass(Duration.ofSeconds(20));
        if (renewed) {
            writer.step();
        }
        serverIsAhead(Duration.ofSeconds(40));
        assertThat(read(reader)).isEqualTo(OLD);
        begun.open();
        writing.result();
        return read(reader);
    }

    /** Hole 6: and kept for as long as its outcome is unknown, which then leads to END. */
    @Test
    void race7FenceOfAnUnknownOutcomeIsRenewedAndEnds() {
        serverIsAhead(Duration.ZERO);
        CacheJvm.Setup setup = setup().scripts(Mistakes.serverClock(AHEAD));
        CacheJvm reader = jvm(setup);
        CacheJvm writer = jvm(setup.below(UnknownOutcome::new));
        assertThat(UnknownOutcome.of(() -> write(writer))).isTrue();
        for (int seconds = 20; seconds < 60; seconds += 20) {
            serverIsAhead(Duration.ofSeconds(seconds + 15));
            writer.pass(Duration.ofSeconds(20));
            writer.step();
            assertThat(read(reader)).isEqualTo(OLD);
            assertThat(reader.count(CacheMetric.FENCED)).isEqualTo(seconds / 20);
        }
        common.update(change(NEW));
        assertThat(read(reader)).isEqualTo(NEW);
        writer.pass(Duration.ofSeconds(20));
        writer.step();
        assertThat(keys("w")).as("its END").isEmpty();
        assertThat(read(reader)).isEqualTo(NEW);
        until(
                "kept again, once the END has arrived",
                () -> get(reader).provenance().source().equals(Provenance.LOCAL));
    }

    @Test
    void race7ReplyToBeginIsLost() {
        assertTold(this::lostBeginReply, Mistakes.silentWrites());
    }

    private String lostBeginReply(CacheJvm.Setup setup) {
        CacheJvm reader = jvm(setup().withoutLocal());
        CacheJvm writer = jvm(setup);
        read(reader);
        writer.gates.next(Probe.Point.REDIS_BEFORE_BEGIN, writer.commands::dropReplies);
        Gates.Gate begun = writer.gates.hold(Probe.Point.REDIS_BEGUN);
        Task<Boolean> writing = start(() -> write(writer));
        begun.await();
        assertThat(read(reader)).as("before the commit").isEqualTo(OLD);
        begun.open();
        writing.result();
        assertThat(read(writer)).isEqualTo(NEW);
        return read(reader);
    }

    @Test
    void race7ReplyToEndIsLost() {
        assertTold(this::lostEndReply, Mistakes.silentWrites());
    }

    private String lostEndReply(CacheJvm.Setup setup) {
        CacheJvm reader = jvm(setup().withoutLocal());
        CacheJvm writer = jvm(setup);
        read(reader);
        writer.gates.next(Probe.Point.REDIS_COMMITTED, writer.commands::dropReplies);
        write(writer);
        assertThat(writer.count(CacheMetric.PENDING)).isEqualTo(1);
        assertThat(read(writer)).isEqualTo(NEW);
        return read(reader);
    }

    @Test
    void race8RedisIsDownForTheWholeWrite() {
        assertTold(this::drained, Mistakes.noDrain());
    }

    /** Hole 7: what others hold is old until this JVM drains, and no longer. */
    private String drained(CacheJvm.Setup setup) {
        CacheJvm other = jvm(setup().withoutLocal());
        CacheJvm otherLocal = jvm();
        CacheJvm writer = jvm(setup);
        read(other);
        read(otherLocal);
        writer.commands.cut();
        write(writer);
        assertThat(read(writer)).as("the same JVM").isEqualTo(NEW);
        assertThat(get(writer).provenance().degradations()).contains(Degradation.CACHE_UNAVAILABLE);
        assertThat(read(other)).as("what P3 does not speak of").isEqualTo(OLD);
        writer.commands.heal();
        assertThat(read(writer)).as("until drained").isEqualTo(NEW);
        until("up", () -> {
            writer.step();
            return writer.count(CacheMetric.REDIS_UP) == 1;
        });
        assertThat(writer.count(CacheMetric.PENDING)).isZero();
        String seen = read(other);
        assertThat(read(writer)).isEqualTo(seen);
        if (seen.equals(NEW)) {
            until("the drain's message", () -> read(otherLocal).equals(NEW));
        }
        return seen;
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

    @Test
    void race8OwnDrainsReachTheLocalCache() {
        CacheJvm writer = jvm();
        writer.commands.cut();
        write(writer);
        List<Long> heard = new ArrayList<>();
        writer.feed.listen(new InvalidationFeed.Listener() {
            @Override
            public void ended(long owner, int generations) {
                heard.add(owner);
            }

            @Override
            public void erased(long owner) {}

            @Override
            public void lost() {}
        });
        writer.commands.heal();
        until("up", () -> {
            writer.step();
            return writer.count(CacheMetric.REDIS_UP) == 1;
        });
        assertThat(heard).contains(writer.feed.owner(scope));
    }

    /** Of two writes of one JVM the one fails and the other does not: what the one left pending stays so. */
    @Test
    void race8EndOfAnotherWriteLeavesWhatIsPending() {
        CacheJvm writer = jvm(hasty());
        Gates.Gate begun = writer.gates.hold(Probe.Point.REDIS_BEGUN);
        Task<Boolean> first = start(() -> write(writer));
        begun.await();
        writer.commands.cut();
        writer.store.update(change(NEW));
        assertThat(writer.count(CacheMetric.PENDING)).isEqualTo(1);
        begun.open();
        first.result();
        assertThat(writer.count(CacheMetric.PENDING)).isEqualTo(1);
        assertThat(get(writer).provenance().degradations()).contains(Degradation.CACHE_UNAVAILABLE);
    }
}
