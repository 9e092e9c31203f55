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
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Redis goes away and comes back: nobody sees an exception, or anything older than their own writes. */
class RedisOutageIT extends Races {
    private static CacheJvm.Setup hasty() {
        return setup().timeoutMillis(100);
    }

    private void awaitUp(CacheJvm jvm) {
        until("Redis is used again", () -> jvm.count(CacheMetric.REDIS_UP) == 1);
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
        until("not degraded", () -> !isDegraded(jvm));
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
        CacheJvm jvm = jvm(setup().timeoutMillis(300).redisCache(redis -> redis.guard(guard)));
        jvm.stepUntilUp();
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
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(290));
        jvm.step();
        assertThat(guard.calls.get() - before).as("the keeper looks once").isEqualTo(2);
        jvm.commands.heal();
        jvm.stepUntilUp();
        jvm.live();
        jvm.stepUntilUp();
        assertThat(read(jvm)).isEqualTo(NEW);
        assertThat(isDegraded(jvm)).isFalse();
    }

    @Test
    void interruptedCallersSayNothingAboutRedis() {
        CacheJvm jvm = jvm(setup());
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
