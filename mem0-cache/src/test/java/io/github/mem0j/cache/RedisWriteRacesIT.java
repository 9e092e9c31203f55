package io.github.mem0j.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.store.Degradation;
import io.github.mem0j.store.Provenance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
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

    /** To the millisecond, by the server's clock. */
    @Test
    void race5CrashedWritersFenceLapsesAfter30Seconds() {
        assertThat(fencedAroundTheEdge(Map.of())).containsExactly(true, false);
        anew();
        assertThat(fencedAroundTheEdge(Mistakes.eternalFence())).as("for ever").containsExactly(true, true);
        anew();
        assertThat(fencedAroundTheEdge(Mistakes.earlyFence())).as("too short").containsExactly(false, false);
    }

    /** Whether readers find the fence of a writer that died in its last millisecond, and in the next. */
    private List<Boolean> fencedAroundTheEdge(Map<RedisScripts.Step, UnaryOperator<String>> mistake) {
        String key = "races-clock-" + UUID.randomUUID();
        serverIsAt(key, Duration.ZERO);
        CacheJvm.Setup setup = setup().scripts(Mistakes.standingClock(key, mistake));
        writeAndCrash(jvm(setup));
        assertThat(keys("w")).as("the fence of a writer that never ended").hasSize(1);
        List<Boolean> fenced = new ArrayList<>();
        for (Duration later : List.of(Invalidations.FENCE.minusMillis(1), Invalidations.FENCE)) {
            serverIsAt(key, later);
            CacheJvm reader = jvm(setup);
            assertThat(read(reader)).isEqualTo(NEW);
            fenced.add(reader.count(CacheMetric.FENCED) == 1);
            assertThat(get(reader).provenance().source().equals(Provenance.LOCAL))
                    .as("kept")
                    .isEqualTo(reader.count(CacheMetric.FENCED) == 0);
        }
        return fenced;
    }

    private void serverIsAt(String key, Duration time) {
        server().command("SET", key, Long.toString(1_800_000_000_000L + time.toMillis()));
    }

    /** A read in a fence's last millisecond, and then the commit: what it loaded must not have been kept. */
    @Test
    void race5FenceHoldsUntilItsLastMillisecond() {
        assertThat(readBeforeALateCommit(Map.of())).as("the protocol").isEqualTo(NEW);
        anew();
        assertThat(readBeforeALateCommit(Mistakes.earlyFence()))
                .as("the mistake")
                .isEqualTo(OLD);
    }

    private String readBeforeALateCommit(Map<RedisScripts.Step, UnaryOperator<String>> mistake) {
        String key = "races-clock-" + UUID.randomUUID();
        serverIsAt(key, Duration.ZERO);
        CacheJvm.Setup setup = setup().scripts(Mistakes.standingClock(key, mistake));
        CacheJvm reader = jvm(setup);
        CacheJvm writer = jvm(setup);
        Gates.Gate begun = writer.gates.hold(Probe.Point.REDIS_BEGUN);
        Task<Boolean> writing = start(() -> writeAndCrash(writer));
        begun.await();
        until("BEGIN", () -> reader.count(CacheMetric.RECEIVED) == 1);
        serverIsAt(key, Invalidations.FENCE.minusMillis(1));
        assertThat(read(reader)).isEqualTo(OLD);
        begun.open();
        writing.result();
        return read(reader);
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
        assertTold(this::drained, setup(), setup().scripts(Mistakes.noDrain()));
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
        writer.stepUntilUp();
        assertThat(writer.count(CacheMetric.PENDING)).isZero();
        String seen = read(other);
        assertThat(read(writer)).isEqualTo(seen);
        if (seen.equals(NEW)) {
            until("the drain's message", () -> read(otherLocal).equals(NEW));
        }
        return seen;
    }

    /** Hole 4: nor does a message tell it what this JVM drains. */
    @Test
    void race8OwnDrainsReachTheLocalCache() {
        assertThat(hearsOwnDrain(setup())).isTrue();
        anew();
        assertThat(hearsOwnDrain(setup().between(MistakenLayers::withoutOwn)))
                .as("the mistake")
                .isFalse();
    }

    /** Whether whoever listens where the local cache does hears of a drain. */
    private boolean hearsOwnDrain(CacheJvm.Setup setup) {
        CacheJvm writer = jvm(setup);
        writer.commands.cut();
        write(writer);
        Set<Long> heard = ConcurrentHashMap.newKeySet();
        InvalidationFeed feed = writer.store.unwrap(InvalidationFeed.class).orElseThrow();
        feed.listen(new InvalidationFeed.Listener() {
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
        writer.stepUntilUp();
        assertThat(writer.count(CacheMetric.PENDING)).as("drained").isZero();
        return heard.contains(feed.owner(scope));
    }

    /** Of two writes of one JVM the one fails and the other does not: what the one left pending stays so. */
    @Test
    void race8EndOfAnotherWriteLeavesWhatIsPending() {
        CacheJvm writer = jvm();
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
