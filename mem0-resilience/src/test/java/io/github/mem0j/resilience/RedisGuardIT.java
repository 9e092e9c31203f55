package io.github.mem0j.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.UserMemory;
import io.github.mem0j.cache.CacheMetric;
import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.resilience.CircuitBreaker.State;
import io.github.mem0j.services.OwnRedis;
import io.github.mem0j.services.TcpProxy;
import io.github.mem0j.store.Degradation;
import io.github.mem0j.store.ListResult;
import io.github.mem0j.store.MemoryStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A cache in Redis with a circuit breaker around it, when Redis hangs, is slow, or is taken out of use by hand. */
class RedisGuardIT {
    private static final Logger log = LoggerFactory.getLogger(RedisGuardIT.class);
    private static final int WORKERS = 16;
    private static final int TIMEOUT_MILLIS = 100;

    private static OwnRedis server;
    private final MemoryStore common = EmbeddedMemoryStore.create();
    private final String namespace = "guard-" + UUID.randomUUID();

    @BeforeAll
    static void startServer() {
        server = OwnRedis.start();
    }

    @AfterAll
    static void endServer() {
        server.close();
    }

    private GuardedJvm jvm() {
        return new GuardedJvm(common, server.get(), namespace, TIMEOUT_MILLIS);
    }

    private static boolean isDegraded(ListResult result) {
        return result.provenance().degradations().contains(Degradation.CACHE_UNAVAILABLE);
    }

    private static long millisSince(long start) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    private static long most(Map<String, ? extends Number> byThread) {
        return byThread.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(Worker.NAME))
                .mapToLong(entry -> entry.getValue().longValue())
                .max()
                .orElse(0);
    }

    private static long all(Map<String, Integer> byThread) {
        return byThread.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(Worker.NAME))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static long longestMicros(List<Worker> workers) {
        return workers.stream().mapToLong(Worker::longestMicros).max().orElse(0);
    }

    /** Every worker has begun and ended so many rounds from now on. */
    private static void goOn(List<Worker> workers, int rounds) {
        workers.forEach(worker -> {
            int before = worker.rounds();
            Aside.until("rounds", () -> worker.failed() || worker.rounds() > before + rounds);
        });
    }

    @Test
    void hangsUnderLoadAndComesBack() {
        try (GuardedJvm jvm = jvm()) {
            List<Worker> workers = IntStream.range(0, WORKERS)
                    .mapToObj(i -> Worker.start(i, jvm.user("user-" + i)))
                    .toList();
            goOn(workers, 50);
            assertThat(jvm.count(CacheMetric.HITS)).isPositive();
            log.info("Before, the longest of all took {} µs", longestMicros(workers));
            jvm.forgetCounts();
            server.pause();
            try {
                Aside.until("noticed", () -> !jvm.isUp());
                goOn(workers, 3);
                long reached = all(jvm.reached);
                log.info(
                        "Redis hung: of {} threads {} waited for it, one at most {} times; the longest look at Redis took"
                                + " {} ms, the longest call of the store {} ms, client time-out {} ms",
                        WORKERS,
                        all(jvm.failed),
                        most(jvm.failed),
                        most(jvm.longest) / 1_000_000,
                        longestMicros(workers) / 1_000,
                        TIMEOUT_MILLIS);
                assertThat(most(jvm.failed))
                        .as("calls that one thread waited for")
                        .isLessThanOrEqualTo(1);
                // Two time-outs: Jedis's pool replaces a broken connection at once, and in the caller's thread.
                assertThat(Duration.ofNanos(most(jvm.longest)))
                        .as("two time-outs, and what a busy machine adds")
                        .isLessThan(Duration.ofMillis(2 * TIMEOUT_MILLIS + 2_000));

                workers.forEach(worker -> worker.expectDegraded(true));
                goOn(workers, 100);
                workers.forEach(worker -> worker.expectDegraded(false));
                log.info(
                        "Then {} rounds of 4 calls: {} calls reached Redis but for the keeper's {}; the longest took {} µs",
                        300 * WORKERS,
                        all(jvm.reached) - reached,
                        jvm.reached.getOrDefault("mem0-redis-keeper", 0),
                        longestMicros(workers));
                assertThat(all(jvm.reached)).as("no further call reached Redis").isEqualTo(reached);
                Aside.until(
                        "the breaker opens", () -> jvm.guard.circuitBreaker().state() == State.OPEN);
            } finally {
                server.resume();
            }
            long back = System.nanoTime();
            Aside.until("Redis is used", jvm::isUp);
            log.info("Used again {} ms after it went on", millisSince(back));
            long hits = jvm.count(CacheMetric.HITS);
            Aside.until("hits", () -> jvm.count(CacheMetric.HITS) > hits + 100);
            assertThat(jvm.guard.circuitBreaker().state()).isEqualTo(State.CLOSED);
            workers.forEach(Worker::stop);
            for (int i = 0; i < WORKERS; i++) {
                UserMemory user = jvm.user("user-" + i);
                Aside.until("a full answer", () -> !isDegraded(user.list()));
            }
        }
    }

    @Test
    void isTakenOutOfUseByHandAndBack() {
        try (GuardedJvm one = jvm();
                GuardedJvm two = jvm()) {
            UserMemory here = one.user("alice");
            UserMemory there = two.user("alice");
            UUID id = here.add("old");
            for (GuardedJvm jvm : List.of(one, two)) {
                Aside.until("a hit", () -> {
                    assertThat(text(jvm.user("alice"))).isEqualTo("old");
                    return jvm.count(CacheMetric.HITS) > 0;
                });
            }
            assertThat(isDegraded(here.list())).isFalse();

            one.guard.circuitBreaker().open("moving Redis");
            one.forgetCounts();
            for (int i = 0; i < 20; i++) {
                assertThat(isDegraded(here.list())).isTrue();
            }
            assertThat(here.update(id, "new").provenance().degradations()).contains(Degradation.CACHE_UNAVAILABLE);
            assertThat(text(here)).isEqualTo("new");
            assertThat(isDegraded(here.list())).isTrue();
            assertThat(one.reached).as("what reached Redis").isEmpty();
            assertThat(two.isUp()).as("the other JVM uses Redis").isTrue();

            one.guard.circuitBreaker().close("moved");
            long closed = System.nanoTime();
            Aside.until("Redis is used", one::isUp);
            log.info("Used again {} ms after the breaker was closed by hand", millisSince(closed));
            // Redis was told of the write before anybody here was let in again.
            assertThat(text(there)).isEqualTo("new");
            assertThat(text(here)).isEqualTo("new");
            long hits = one.count(CacheMetric.HITS);
            Aside.until("hits", () -> {
                assertThat(text(here)).isEqualTo("new");
                return one.count(CacheMetric.HITS) > hits;
            });
            assertThat(isDegraded(here.list())).isFalse();
        }
    }

    private static String text(UserMemory user) {
        return user.list().memories().get(0).text();
    }

    @Test
    void slowAnswersAreDoneWithout() {
        try (TcpProxy proxy = TcpProxy.to(server.host(), server.port());
                GuardedJvm jvm = new GuardedJvm(common, server.get().through(proxy), namespace, 2_000)) {
            UserMemory bob = jvm.user("bob");
            bob.add("old");
            Aside.until("a hit", () -> {
                assertThat(text(bob)).isEqualTo("old");
                return jvm.count(CacheMetric.HITS) > 0;
            });
            proxy.delay(Duration.ofMillis(150));
            long start = System.nanoTime();
            Aside.until("the breaker opens", () -> {
                assertThat(text(bob)).isEqualTo("old");
                return jvm.guard.circuitBreaker().state() == State.OPEN;
            });
            log.info("150 ms an answer: open after {} ms", millisSince(start));
            assertThat(jvm.guard.circuitBreaker().lastChange().reason()).startsWith("answered after");
            assertThat(isDegraded(bob.list())).isTrue();

            proxy.heal();
            Aside.until("full answers again", () -> {
                assertThat(text(bob)).isEqualTo("old");
                return jvm.isUp() && !isDegraded(bob.list());
            });
            assertThat(jvm.guard.circuitBreaker().state()).isEqualTo(State.CLOSED);
        }
    }
}
