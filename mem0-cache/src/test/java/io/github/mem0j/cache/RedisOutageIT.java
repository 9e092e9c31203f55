package io.github.mem0j.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.layer.Guard;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.Degradation;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.testkit.RandomData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.UnifiedJedis;

/** Redis goes away and comes back: nobody sees an exception, or anything older than their own writes. */
class RedisOutageIT extends Races {
    private static CacheJvm.Setup hasty() {
        return setup().timeoutMillis(100);
    }

    private boolean isDegraded(CacheJvm jvm) {
        return get(jvm).provenance().degradations().contains(Degradation.CACHE_UNAVAILABLE);
    }

    private void awaitUp(CacheJvm jvm) {
        until("Redis is used again", () -> jvm.count(CacheMetric.REDIS_UP) == 1);
    }

    private void stepUntilUp(CacheJvm jvm) {
        until("Redis is used again", () -> {
            jvm.step();
            return jvm.count(CacheMetric.REDIS_UP) == 1;
        });
    }

    @Test
    void downAtTheStart() {
        server().kill();
        CacheJvm jvm;
        try {
            jvm = jvm(hasty().real().withoutLocal());
            assertThat(read(jvm)).isEqualTo(OLD);
            assertThat(isDegraded(jvm)).isTrue();
            assertThat(jvm.store.update(change(NEW)).provenance().degradations())
                    .contains(Degradation.CACHE_UNAVAILABLE);
            assertThat(read(jvm)).isEqualTo(NEW);
        } finally {
            server().restart();
        }
        awaitUp(jvm);
        assertThat(read(jvm)).isEqualTo(NEW);
        until("a hit", () -> {
            read(jvm);
            return jvm.count(CacheMetric.HITS) > 0;
        });
        assertThat(isDegraded(jvm)).isFalse();
    }

    @Test
    void killedDuringReadsAndWritesAndBack() {
        goesAway(server()::kill, server()::restart);
    }

    @Test
    void frozenDuringReadsAndWritesAndBack() {
        goesAway(server()::pause, server()::resume);
    }

    @Test
    void pausedForItsClients() {
        goesAway(() -> server().command("CLIENT", "PAUSE", "500"), () -> {});
    }

    private void goesAway(Runnable away, Runnable back) {
        CacheJvm one = jvm(hasty().real());
        CacheJvm two = jvm(hasty().real());
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger rounds = new AtomicInteger();
        List<Task<Boolean>> tasks = new ArrayList<>();
        for (CacheJvm jvm : List.of(one, two)) {
            for (int i = 0; i < 2; i++) {
                MemoryScope mine = MemoryScope.user("user-" + rounds.get() + "-" + tasks.size());
                tasks.add(start(() -> workFor(jvm, mine, stop, rounds)));
            }
        }
        until("a warm cache", () -> rounds.get() > 100);
        away.run();
        try {
            until(
                    "noticed",
                    () -> one.count(CacheMetric.REDIS_FAILURES) > 0 && two.count(CacheMetric.REDIS_FAILURES) > 0);
            int before = rounds.get();
            until("work goes on without Redis", () -> rounds.get() > before + 100);
        } finally {
            back.run();
        }
        awaitUp(one);
        awaitUp(two);
        int before = rounds.get();
        until("work goes on with Redis", () -> rounds.get() > before + 100);
        stop.set(true);
        tasks.forEach(task -> assertThat(task.result()).isTrue());
        until("all is drained", () -> one.count(CacheMetric.PENDING) + two.count(CacheMetric.PENDING) == 0);
        until("listening again", () -> one.feed.isLive() && two.feed.isLive());
        write(one);
        assertThat(read(two)).isEqualTo(NEW);
    }

    /** Adds and counts: each list must show all that this thread has added. */
    private static boolean workFor(CacheJvm jvm, MemoryScope mine, AtomicBoolean stop, AtomicInteger rounds) {
        for (int added = 0; !stop.get(); added++) {
            if (added < 90) {
                jvm.store.add(AddRequest.of(mine, RandomData.SPACE, memory("memory " + added)));
            } else {
                jvm.store.delete(DeleteRequest.everything(mine));
                added = -1;
            }
            for (int i = 0; i < 3; i++) {
                int seen = jvm.store.list(ListRequest.of(mine)).memories().size();
                if (seen != added + 1) {
                    throw new AssertionError(seen + " of " + (added + 1));
                }
            }
            rounds.incrementAndGet();
        }
        return true;
    }

    /** Counts what is asked of Redis, which in an outage is what is waited for. */
    private static final class CountingGuard implements Guard {
        final AtomicInteger calls = new AtomicInteger();

        @Override
        public <T> T call(Supplier<T> call) {
            calls.incrementAndGet();
            return call.get();
        }
    }

    @Test
    void outageCostsOneTimeOut() {
        CountingGuard guard = new CountingGuard();
        CacheJvm jvm = jvm(hasty().redisCache(redis -> redis.guard(guard)));
        jvm.commands.stall();
        int before = guard.calls.get();
        long start = System.nanoTime();
        write(jvm);
        for (int i = 0; i < 500; i++) {
            assertThat(read(jvm)).isEqualTo(NEW);
            assertThat(isDegraded(jvm)).isTrue();
        }
        jvm.store.update(change(NEW));
        assertThat(guard.calls.get() - before).as("calls that waited").isEqualTo(1);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(90));
        jvm.step();
        assertThat(guard.calls.get() - before).as("the keeper looks once").isEqualTo(2);
        jvm.commands.heal();
        stepUntilUp(jvm);
        jvm.live();
        assertThat(read(jvm)).isEqualTo(NEW);
        assertThat(isDegraded(jvm)).isFalse();
    }

    /** Writes down its steps, and can stop one of them. */
    private static final class RecordedScripts extends RedisScripts {
        final List<Step> steps = Collections.synchronizedList(new ArrayList<>());
        final Gates drains = new Gates();

        @Override
        Object run(UnifiedJedis redis, Step step, List<byte[]> keys, List<byte[]> arguments) {
            steps.add(step);
            if (step == Step.END && arguments.get(3).length == 0) {
                drains.at(Probe.Point.REDIS_ENDED);
            }
            return super.run(redis, step, keys, arguments);
        }
    }

    @Test
    void drainsAndFencesBeforeItTrustsRedisAgain() {
        RecordedScripts scripts = new RecordedScripts();
        CacheJvm jvm = jvm(hasty().withoutLocal().scripts(scripts));
        CacheJvm other = jvm(setup().withoutLocal());
        read(other);
        jvm.commands.cut();
        write(jvm);
        Gates.Gate begun = jvm.gates.hold(Probe.Point.REDIS_BEGUN);
        Task<Boolean> underWay = start(() -> jvm.store.update(change(NEW)) != null);
        begun.await();
        jvm.commands.heal();
        scripts.steps.clear();
        Gates.Gate drain = scripts.drains.hold(Probe.Point.REDIS_ENDED);
        Task<Boolean> keeper = start(() -> {
            stepUntilUp(jvm);
            return true;
        });
        drain.await();
        assertThat(jvm.count(CacheMetric.REDIS_UP)).isZero();
        assertThat(read(jvm)).isEqualTo(NEW);
        assertThat(isDegraded(jvm)).as("not read from before it is told").isTrue();
        drain.open();
        keeper.result();
        assertThat(scripts.steps.subList(scripts.steps.indexOf(RedisScripts.Step.BEGIN), scripts.steps.size()))
                .startsWith(RedisScripts.Step.BEGIN, RedisScripts.Step.END)
                .doesNotContain(RedisScripts.Step.READ);
        assertThat(read(jvm)).isEqualTo(NEW);
        assertThat(jvm.count(CacheMetric.FENCED)).as("by the write under way").isEqualTo(1);
        assertThat(read(other)).isEqualTo(NEW);
        begun.open();
        underWay.result();
    }

    @Test
    void tooManyWritesToRemember() {
        CacheJvm jvm = jvm(hasty().withoutLocal().redisCache(redis -> redis.maxPending(2)));
        CacheJvm other = jvm(setup().withoutLocal());
        read(other);
        jvm.commands.cut();
        for (int i = 0; i < 2; i++) {
            MemoryScope someone = MemoryScope.user("user-" + i);
            jvm.store.add(AddRequest.of(someone, RandomData.SPACE, memory("to remember")));
        }
        write(jvm);
        assertThat(jvm.count(CacheMetric.PENDING)).isEqualTo(2);
        jvm.commands.heal();
        stepUntilUp(jvm);
        assertThat(jvm.count(CacheMetric.PENDING)).isZero();
        assertThat(read(jvm)).as("though Redis holds the old one").isEqualTo(NEW);
        jvm.pass(CachePolicy.DEFAULT.keptFor().minusNanos(1));
        assertThat(isDegraded(jvm)).as("all in Redis may be too old").isTrue();
        jvm.pass(Duration.ofNanos(1));
        jvm.step();
        assertThat(isDegraded(jvm)).isFalse();
        assertThat(read(jvm)).isEqualTo(NEW);
    }

    @Test
    void closedWhileWritesWait() {
        CacheJvm jvm = jvm(hasty());
        jvm.commands.stall();
        write(jvm);
        assertThat(jvm.count(CacheMetric.PENDING)).isEqualTo(1);
        String logged = CapturedErr.during(() -> {
            Task<Boolean> closing = start(() -> {
                jvm.store.close();
                return true;
            });
            assertThat(closing.result()).isTrue();
        });
        assertThat(logged).contains("Closed while Redis was not told of writes to 1 owners");
    }

    @Test
    void interruptedCallersSayNothingAboutRedis() {
        CacheJvm jvm = jvm(hasty());
        for (int i = 0; i < 20; i++) {
            boolean write = i % 2 == 0;
            Task<Boolean> interrupted = start(() -> {
                Thread.currentThread().interrupt();
                assertThat(write ? write(jvm) : get(jvm) != null).isTrue();
                return Thread.currentThread().isInterrupted();
            });
            assertThat(interrupted.result()).as("still interrupted").isTrue();
            assertThat(jvm.count(CacheMetric.REDIS_UP)).isEqualTo(1);
        }
        jvm.step();
        assertThat(read(jvm)).isEqualTo(NEW);
        assertThat(isDegraded(jvm)).isFalse();
    }
}
