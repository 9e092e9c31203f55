package io.github.mem0j.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.cache.LocalCache;
import io.github.mem0j.cache.RedisCache;
import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.pgvector.PgVectorMemoryStore;
import io.github.mem0j.services.OwnPostgres;
import io.github.mem0j.services.Redis;
import io.github.mem0j.store.MemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.UnifiedJedis;

/**
 * The whole stack under load while PostgreSQL is killed, stays away and comes back. In the long form, {@code
 * -Dmem0.resilience.outage.seconds=20}, with the default breaker; otherwise for 3 seconds with a shorter one.
 */
class PostgresKilledIT {
    private static final Logger log = LoggerFactory.getLogger(PostgresKilledIT.class);
    private static final int AGENTS = 16;
    private static final int SECONDS = Integer.getInteger("mem0.resilience.outage.seconds", 3);
    private static final Duration OPEN_FOR = Duration.ofSeconds(SECONDS < 20 ? 1 : 30);

    /** How late a call may be, as a rule: 16 threads meet the outage at once, on two cores that are busy already. */
    private static final long SPARE_MILLIS = 50;

    private static final long SPARE_MILLIS_AT_WORST = 250;

    @RegisterExtension
    static final Redis redis = Redis.shared();

    private final Tally tally = new Tally();
    private final AtomicBoolean over = new AtomicBoolean();

    @Test
    void allAnswersAreRightOrMarkedOrFailures() throws Exception {
        try (OwnPostgres server = OwnPostgres.start(Map.of());
                UnifiedJedis client = Clients.redis(redis.get(), 1_000);
                MemoryStore store = stack(server, client)) {
            List<Agent> agents = IntStream.range(0, AGENTS)
                    .mapToObj(i -> new Agent(store, tally, i))
                    .toList();
            List<Aside<Boolean>> working = new ArrayList<>();
            for (Agent agent : agents) {
                working.add(Aside.call(() -> {
                    agent.begin();
                    agent.workUntil(over::get);
                    return true;
                }));
            }
            Aside.until("they are at work", () -> tally.fromStore.size() > 60 * AGENTS);
            log.info("before: {}", tally);
            server.kill();
            TimeUnit.SECONDS.sleep(SECONDS); // what the outage lasts
            log.info("until the restart: {}", tally);
            long freshBefore = tally.fresh.get();
            long restarted = System.nanoTime();
            server.restart();
            long back = System.nanoTime();
            Aside.until(
                    "the store answers again", () -> tally.fromStore.stream().anyMatch(at -> at > restarted));
            Aside.until("as before", () -> tally.fresh.get() > freshBefore + 100 * AGENTS);
            over.set(true);
            working.forEach(Aside::get);
            assertThat(working).allMatch(Aside::isDone);
            long answered = Tally.firstAfter(tally.fromStore, restarted);
            log.info(
                    "{} threads, PostgreSQL away for {} s: {}; first answer of the store {} ms after it was" + " back",
                    AGENTS,
                    SECONDS,
                    tally,
                    (answered - back) / 1_000_000);
            try (MemoryStore truth = pgvector(server)) {
                agents.forEach(agent -> agent.checkAll(truth));
            }
            assertThat(tally.wrong).isEmpty();
            assertThat(tally.stale.get()).as("stale answers").isPositive();
            // A call that tried too early may have had the breaker open again.
            assertThat(Duration.ofNanos(answered - back)).isLessThan(OPEN_FOR.plusSeconds(2));
            tally.lateness.close();
            log.info("{}", tally.lateness);
            assertThat(tally.lateness.medianMillis()).isLessThanOrEqualTo(SPARE_MILLIS);
            assertThat(tally.lateness.worstMillis()).isLessThanOrEqualTo(SPARE_MILLIS_AT_WORST);
        }
    }

    private static MemoryStore pgvector(OwnPostgres server) {
        return PgVectorMemoryStore.builder()
                .jdbcUrl(server.jdbcUrl())
                .credentials(server.user(), server.password())
                .dimensions(Agent.SPACE.dimensions())
                .initSchema()
                .build();
    }

    private static MemoryStore stack(OwnPostgres server, UnifiedJedis client) {
        CircuitBreaker breaker = CircuitBreaker.postgres().openFor(OPEN_FOR).build();
        return MemoryStack.over(pgvector(server))
                .layer(Resilience.builder().circuitBreaker(breaker).build())
                // Short, so that what is answered in the outage is past it.
                .layer(RedisCache.builder(client)
                        .namespace(redis.namespace())
                        .freshFor(Duration.ofMillis(500))
                        .build())
                .layer(LocalCache.builder().freshFor(Duration.ofMillis(500)).build())
                .build();
    }
}
