package io.github.mem0j.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.cache.WorkingSetAdmin;
import io.github.mem0j.pgvector.PgVectorMemoryStore;
import io.github.mem0j.services.OwnPostgres;
import io.github.mem0j.services.Redis;
import io.github.mem0j.store.MemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.UnifiedJedis;

/**
 * What agents send, with and without a working set: how much is answered without a server, how many trips a turn takes,
 * and what happens while PostgreSQL is away. The JVMs are as many stacks in this one. {@code -Dmem0.trace.seconds=20} is
 * the long form, with 2,000 users of 500 memories; {@code -Dmem0.trace.megabytes} what each JVM may hold of them.
 */
class AgentTraceIT {
    private static final Logger log = LoggerFactory.getLogger(AgentTraceIT.class);
    private static final int SECONDS = Integer.getInteger("mem0.trace.seconds", 2);
    private static final boolean LONG = SECONDS >= 10;
    /** What each JVM's caches may hold: in the long form the default, in the short one everybody. */
    private static final long BYTES = Long.getLong("mem0.trace.megabytes", LONG ? 256 : 24) << 20;

    private static final int THREADS = 4;
    private static final long PACE = Duration.ofMillis(LONG ? 5 : 1).toNanos();

    @RegisterExtension
    static final Redis redis = Redis.shared();

    private static OwnPostgres server;
    private static MemoryStore backend;
    private static UnifiedJedis client;

    private final List<TraceJvm> jvms = new ArrayList<>();
    private final List<TraceTurns> turns = new ArrayList<>();

    private static Trace trace(int jvms, double sessions) {
        return LONG
                ? new Trace(2_000, 500, 384, jvms, THREADS / jvms, sessions)
                : new Trace(100, 100, 64, jvms, THREADS / jvms, sessions);
    }

    @BeforeAll
    static void fill() {
        server = OwnPostgres.start(Map.of());
        client = Clients.redis(redis.get(), 1_000);
        backend = PgVectorMemoryStore.builder()
                .jdbcUrl(server.jdbcUrl())
                .credentials(server.user(), server.password())
                .dimensions(trace(1, 1).dimensions())
                .initSchema()
                .build();
        trace(1, 1).fill(backend);
    }

    @AfterAll
    static void close() {
        backend.close();
        client.close();
        server.close();
    }

    @Test
    void hotUsersAreAnsweredWithoutAServer() throws Exception {
        for (TraceJvm.Kind kind : TraceJvm.Kind.values()) {
            for (Trace trace : List.of(trace(1, 1), trace(4, 1), trace(4, 0.9))) {
                // The others are there to be compared with.
                boolean compared = LONG && trace.jvms() > 1 && trace.sessions() == 1;
                if (compared || (kind == TraceJvm.Kind.WORKING_SET && (LONG || trace.sessions() == 1))) {
                    measure(kind, trace);
                }
            }
        }
    }

    private void measure(TraceJvm.Kind kind, Trace trace) throws InterruptedException {
        begin(kind, trace);
        AtomicBoolean over = new AtomicBoolean();
        List<Aside<Boolean>> working = work(trace, over);
        settle(kind, trace);
        int fit = jvms.stream().mapToInt(TraceJvm::fit).sum();
        turns.forEach(each -> each.usersLookedAt = fit);
        TimeUnit.SECONDS.sleep(SECONDS);
        over.set(true);
        working.forEach(Aside::get);
        double all = sum(each -> each.turns.sum());
        double here = sum(each -> each.newSearchesHere.sum()) / sum(each -> each.newSearches.sum());
        double backendTrips =
                jvms.stream().mapToLong(jvm -> jvm.backendTrips.sum()).sum() / all;
        double redisTrips = jvms.stream().mapToLong(jvm -> jvm.redisTrips.sum()).sum() / all;
        log.info(
                "{}, {} JVM(s), {} of turns where the session is: {} of new queries of the {} users that fit answered in the"
                        + " JVM; trips per turn: PostgreSQL {}, Redis {}; search p50 {} µs, p99 {} µs; {} turns",
                kind,
                trace.jvms(),
                trace.sessions(),
                format(here),
                Math.min(fit, trace.users()),
                format(backendTrips),
                format(redisTrips),
                TraceTurns.latency(turns, 0.5) / 1_000,
                TraceTurns.latency(turns, 0.99) / 1_000,
                (long) all);
        end();
        if (kind == TraceJvm.Kind.WORKING_SET && trace.sessions() == 1) {
            assertThat(here)
                    .as("new queries of users that fit answered in the JVM")
                    .isGreaterThan(0.8);
            if (fit >= trace.users()) {
                // 2.1 to 2.2 where turns follow each other; with END by itself it would be 3.2.
                assertThat(backendTrips + redisTrips).as("trips per turn").isLessThan(2.8);
            }
        }
    }

    @Test
    void heldUsersAreAnsweredWhilePostgresIsAway() throws Exception {
        Trace trace = trace(4, 1);
        begin(TraceJvm.Kind.WORKING_SET, trace);
        AtomicBoolean over = new AtomicBoolean();
        List<Aside<Boolean>> working = work(trace, over);
        settle(TraceJvm.Kind.WORKING_SET, trace);
        // The hottest are held by now, each where the session is.
        turns.forEach(each -> each.usersLookedAt = trace.users() / 20);
        server.kill();
        TimeUnit.SECONDS.sleep(Math.max(4, SECONDS)); // what the outage lasts
        double searches = sum(each -> each.newSearches.sum());
        double failed = sum(each -> each.failedSearches.sum());
        double stale = sum(each -> each.newSearchesStale.sum());
        double failedAdds = sum(each -> each.failedAdds.sum());
        server.restart();
        over.set(true);
        working.forEach(Aside::get);
        log.info(
                "PostgreSQL away: of {} new queries of hot users {} answered ({} of them marked stale); {} adds failed; {}"
                        + " wrong",
                searches + failed,
                format(searches / (searches + failed)),
                stale,
                failedAdds,
                sum(each -> each.wrong.sum()));
        assertThat(sum(each -> each.wrong.sum())).isZero();
        end();
        assertThat(failedAdds).as("the outage was one").isPositive();
        assertThat(searches / (searches + failed)).isGreaterThan(0.99);
    }

    private void begin(TraceJvm.Kind kind, Trace trace) {
        String namespace = redis.namespace() + UUID.randomUUID();
        for (int jvm = 0; jvm < trace.jvms(); jvm++) {
            Resilience.Builder resilience = Resilience.builder()
                    .circuitBreaker(CircuitBreaker.postgres().build());
            if (!LONG) {
                resilience.writeDeadline(Duration.ofMillis(500)); // or all wait for longer than the outage
            }
            TraceJvm made = new TraceJvm(kind, new StaysOpen(backend), resilience.build(), client, namespace, BYTES);
            jvms.add(made);
            turns.add(new TraceTurns(trace, jvm, made.store));
        }
    }

    /** Lets it go on until it is as it stays, and begins to count. */
    private void settle(TraceJvm.Kind kind, Trace trace) throws InterruptedException {
        if (LONG) {
            if (kind.holdsMemories()) {
                warm(trace);
            }
            TimeUnit.SECONDS.sleep(2L * SECONDS);
        } else {
            Aside.until("some turns of everybody", () -> sum(each -> each.turns.sum()) > 10 * trace.users());
        }
        jvms.forEach(TraceJvm::reset);
        turns.forEach(TraceTurns::reset);
    }

    /** Those who are asked about most come first, until there is no more room: whom an hour of turns would leave there. */
    private void warm(Trace trace) {
        for (int jvm = 0; jvm < trace.jvms(); jvm++) {
            WorkingSetAdmin set =
                    jvms.get(jvm).store.unwrap(WorkingSetAdmin.class).orElseThrow();
            int refused = 0;
            for (int user = jvm; user < trace.users() && refused < 10; user += trace.jvms()) {
                refused = set.warm(Trace.user(user)).join() ? 0 : refused + 1;
            }
        }
    }

    private List<Aside<Boolean>> work(Trace trace, AtomicBoolean over) {
        List<Aside<Boolean>> working = new ArrayList<>();
        for (TraceTurns each : turns) {
            for (int thread = 0; thread < trace.threads(); thread++) {
                working.add(Aside.call(() -> {
                    each.workUntil(over::get, PACE);
                    return true;
                }));
            }
        }
        return working;
    }

    private void end() {
        jvms.forEach(TraceJvm::close);
        jvms.clear();
        turns.clear();
    }

    private double sum(ToLongFunction<TraceTurns> part) {
        return turns.stream().mapToLong(part).sum();
    }

    private static String format(double number) {
        return String.format(Locale.ROOT, "%.3f", number);
    }
}
