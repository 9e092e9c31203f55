package io.github.mem0j.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.pgvector.PgVectorMemoryStore;
import io.github.mem0j.pgvector.PoolSettings;
import io.github.mem0j.pgvector.PoolStatistics;
import io.github.mem0j.services.OwnPostgres;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.ReadOptions;
import io.github.mem0j.store.StoreUnavailableException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** PostgreSQL stops in its tracks: connections stand, nothing answers. */
class PostgresHangsIT {
    private static final Logger log = LoggerFactory.getLogger(PostgresHangsIT.class);
    private static final Duration READ = Duration.ofMillis(400);
    private static final Duration WRITE = Duration.ofMillis(600);
    private static final int POOL = 4;
    private static final int THREADS = 12;

    /** Of this the store uses 20 ms to cancel a statement. */
    private static final long SPARE_MILLIS = 50;

    /** Two cores with other work can hold up one call for longer, but not for this long, and not outage after outage. */
    private static final long MOST_MILLIS = 250;

    private final Lateness lateness = new Lateness();

    @AfterEach
    void end() {
        lateness.close();
    }

    private static MemoryStore pgvector(OwnPostgres server) {
        return PgVectorMemoryStore.builder()
                .jdbcUrl(server.jdbcUrl())
                .credentials(server.user(), server.password())
                .pool(PoolSettings.defaults().withSize(POOL))
                .dimensions(2)
                .initSchema()
                .build();
    }

    private static AddRequest add() {
        return AddRequest.of(Rig.ALICE, Rig.SPACE, NewMemory.of("said something", Embedding.of(1, 2)));
    }

    @Test
    void everyCallEndsByItsDeadlineAndNothingStaysBehind() throws Exception {
        try (OwnPostgres server = OwnPostgres.start(Map.of("fsync", "off"))) {
            Resilience resilience = Resilience.builder()
                    .readDeadline(READ)
                    .writeDeadline(WRITE)
                    .circuitBreaker(CircuitBreaker.postgres()
                            .openFor(Duration.ofMillis(300))
                            .build())
                    .build();
            try (MemoryStore store = resilience.over(pgvector(server))) {
                store.add(add());
                Aside.together(THREADS, () -> store.list(ListRequest.of(Rig.ALICE)));
                Set<String> threads = threads();
                List<Long> latest = new ArrayList<>();
                for (int outage = 0; outage < 3; outage++) {
                    latest.add(latestOfAnOutage(server, store));
                    assertThat(resilience.circuitBreaker().state()).isNotEqualTo(CircuitBreaker.State.CLOSED);
                    server.resume();
                    Aside.until(
                            "it works again and the breaker is closed",
                            () -> works(store) && resilience.circuitBreaker().state() == CircuitBreaker.State.CLOSED);
                    Aside.until("connections are given back", () -> pool(store).active() == 0);
                }
                Collections.sort(latest);
                assertThat(latest.get(1)).as("the latest call, of most outages").isLessThanOrEqualTo(SPARE_MILLIS);
                assertThat(latest.get(2)).as("of any outage").isLessThanOrEqualTo(MOST_MILLIS);
                assertThat(pool(store).total()).isLessThanOrEqualTo(POOL);
                Aside.until("the server has no more of them", () -> sessions(server) <= POOL);
                Aside.until(() -> "none but " + threads + " of " + threads(), () -> threads.containsAll(threads()));
            }
        }
    }

    /** By how many milliseconds the latest call ended late, but for the longest pause of the machine. */
    private long latestOfAnOutage(OwnPostgres server, MemoryStore store) throws Exception {
        server.pause();
        lateness.clear();
        Aside.together(THREADS, () -> {
            inTime(READ, () -> store.list(ListRequest.of(Rig.ALICE)));
            inTime(WRITE, () -> store.add(add()));
            return true;
        });
        log.info("{}", lateness);
        return lateness.worstMillis() - lateness.longestHiccupMillis();
    }

    /** Where the wait is the driver's, the deadline ends it. */
    @Test
    void anInterruptedCallEndsByItsDeadline() throws Exception {
        try (OwnPostgres server = OwnPostgres.start(Map.of("fsync", "off"));
                MemoryStore store = Resilience.defaults().over(pgvector(server))) {
            store.add(add());
            server.pause();
            Deadline deadline = Deadline.after(Duration.ofMillis(800));
            ListRequest list = ListRequest.of(Rig.ALICE).withOptions(ReadOptions.DEFAULT.withDeadline(deadline));
            long end = System.nanoTime() + deadline.remainingNanos();
            List<Aside<?>> calls = new ArrayList<>();
            for (int i = 0; i < POOL + 4; i++) {
                calls.add(Aside.call(() -> ended(end, () -> store.list(list))));
            }
            Aside.until(
                    "they wait for it, or for a connection",
                    () -> pool(store).active() + pool(store).waiting() == POOL + 4);
            calls.forEach(call -> call.thread.interrupt());
            for (Aside<?> call : calls) {
                assertThat(call.failure()).isInstanceOf(StoreUnavailableException.class);
            }
            log.info("interrupted: {}", lateness);
            assertThat(lateness.medianMillis()).isLessThanOrEqualTo(SPARE_MILLIS);
            assertThat(lateness.worstMillis()).isLessThanOrEqualTo(MOST_MILLIS);
            server.resume();
            Aside.until("it works again", () -> works(store));
            Aside.until("connections are given back", () -> pool(store).active() == 0);
        }
    }

    private void inTime(Duration deadline, Callable<?> call) throws Exception {
        try {
            Object unused = ended(System.nanoTime() + deadline.toNanos(), call);
            throw new AssertionError("it answered, though it hangs");
        } catch (StoreUnavailableException e) {
            // as it should
        }
    }

    private <T> T ended(long deadline, Callable<T> call) throws Exception {
        try {
            return call.call();
        } finally {
            lateness.ended(deadline);
        }
    }

    private static PoolStatistics pool(MemoryStore store) {
        return store.unwrap(PoolStatistics.class).orElseThrow();
    }

    private static boolean works(MemoryStore store) {
        try {
            return !store.list(ListRequest.of(Rig.ALICE)).memories().isEmpty();
        } catch (StoreUnavailableException e) {
            return false;
        }
    }

    private static int sessions(OwnPostgres server) {
        try (Connection connection = server.get().connect();
                ResultSet count = connection
                        .createStatement()
                        .executeQuery("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'mem0j'")) {
            count.next();
            return count.getInt(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** But for those of the test, those that look after processes, and HikariCP's, of which it ends what is idle for 5 s. */
    private static Set<String> threads() {
        Set<String> names = new TreeSet<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            String name = thread.getName();
            if (!name.equals("aside") && !name.startsWith("process reaper") && !name.endsWith(":hikari")) {
                names.add(name + "#" + thread.getId());
            }
        }
        return names;
    }
}
