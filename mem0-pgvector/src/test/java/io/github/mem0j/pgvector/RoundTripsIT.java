package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.services.Postgres;
import io.github.mem0j.services.TcpProxy;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.SearchRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.util.DriverInfo;

/** Counts round trips on the wire, by a proxy in front of a real server, and holds {@code docs/round-trips.md} to them. */
class RoundTripsIT {
    private static final Path DOCUMENT = Path.of("..", "docs", "round-trips.md");

    /** Since then BEGIN shares the flush of what follows it; transactions cost one trip more before. */
    private static final SchemaCheck.Version DRIVER = SchemaCheck.Version.parse("42.7.13");

    private static final String HEAD = """
            # Round trips

            Written by `RoundTripsIT`, which counts them on the wire and fails if this file differs; it is then written
            anew, to be looked at and committed. "First" is the first execution on a connection, "later" one that has
            executed the statement before; both with auto-commit on, as pools have it. A pool with auto-commit off pays
            a COMMIT for each operation.

            A pool may add a trip of its own: HikariCP asks a connection that has been idle for more than 500 ms whether
            it is alive.

            | operation | first | later | auto-commit off |
            | --- | ---: | ---: | ---: |
            """;

    private static final String TAIL = """

            A store object that does not know its tables' embedding space yet asks for it:

            | operation | round trips |
            | --- | ---: |
            """;

    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    private final Map<String, long[]> counted = new LinkedHashMap<>();

    /** The rest of a request that is held back at the proxy's door that long arrives before the server can answer. */
    private static final Duration LARGE_IS_SENT_WITHIN = Duration.ofMillis(20);

    private static final Predicate<String> LARGE = Pattern.compile("\\d,\\d|64").asPredicate();

    @Test
    void eachOperationTakesAsManyAsIsWrittenDown() throws IOException {
        StringBuilder text = new StringBuilder(HEAD);
        StringBuilder tail = new StringBuilder(TAIL);
        try (TcpProxy proxy = TcpProxy.to(postgres.host(), postgres.port())) {
            try (HikariDataSource pool = pool(proxy, true)) {
                whileTheSpaceIsUnknown(pool, proxy, tail);
                count(pool, proxy, true);
            }
            try (HikariDataSource pool = pool(proxy, false)) {
                count(pool, proxy, false);
            }
        }
        counted.forEach((name, trips) -> text.append("| ")
                .append(name)
                .append(" | ")
                .append(trips[0])
                .append(" | ")
                .append(trips[1])
                .append(" | ")
                .append(trips[2])
                .append(" |\n"));
        assertOneTripEach();
        Assumptions.assumeTrue(
                SchemaCheck.Version.parse(DriverInfo.DRIVER_VERSION).compareTo(DRIVER) >= 0,
                "docs/round-trips.md is about pgjdbc " + DRIVER + " and newer");
        assertWritten(text.append(tail).toString());
    }

    private static HikariDataSource pool(TcpProxy proxy, boolean autoCommit) {
        HikariConfig config = TestPools.config(postgres.get().through(proxy), 1);
        config.setAutoCommit(autoCommit);
        return new HikariDataSource(config);
    }

    private static MemoryStore store(HikariDataSource pool) {
        return PgVectorMemoryStore.builder()
                .dataSource(pool)
                .dimensions(RoundTripCases.SPACE.dimensions())
                .initSchema()
                .build();
    }

    private static void whileTheSpaceIsUnknown(HikariDataSource pool, TcpProxy proxy, StringBuilder table) {
        MemoryScope scope = MemoryScope.user("first");
        MemoryStore store = store(pool);
        SearchRequest search = SearchRequest.of(
                scope, RoundTripCases.SPACE, RoundTripCases.memories(1).get(0).embedding());
        AddRequest add = AddRequest.of(scope, RoundTripCases.SPACE, RoundTripCases.memories(1));
        row(table, "`search` as long as nobody has claimed a space", trips(pool, proxy, () -> store.search(search)));
        row(table, "the first `add`, which claims it", trips(pool, proxy, () -> store.add(add)));
        MemoryStore later = store(pool);
        row(table, "the first `search` of a store opened later", trips(pool, proxy, () -> later.search(search)));
    }

    private static void row(StringBuilder table, String name, long trips) {
        table.append("| ").append(name).append(" | ").append(trips).append(" |\n");
    }

    private void count(HikariDataSource pool, TcpProxy proxy, boolean autoCommit) {
        MemoryStore approximate = PgVectorMemoryStore.builder()
                .dataSource(pool)
                .dimensions(RoundTripCases.SPACE.dimensions())
                .table("approximate")
                .indexPolicy(IndexPolicy.globalHnsw(16, 64))
                .initSchema()
                .build();
        RoundTripCases cases = new RoundTripCases(store(pool), approximate);
        cases.all().forEach((name, some) -> {
            long[] trips = counted.computeIfAbsent(name, absent -> new long[3]);
            boolean large = LARGE.test(name);
            proxy.delay(large ? LARGE_IS_SENT_WITHIN : Duration.ZERO);
            if (autoCommit) {
                trips[0] = least(
                        large ? 5 : 2, () -> trips(pool, proxy, onNewConnection(pool, proxy, cases.prepare(some))));
            } else {
                cases.prepare(some).run();
            }
            trips[autoCommit ? 1 : 2] = least(5, () -> trips(pool, proxy, cases.prepare(some)));
        });
        proxy.delay(Duration.ZERO);
    }

    /** An answer that comes while a large request is still being sent would count as a trip of its own. */
    private static long least(int tries, LongSupplier trips) {
        return LongStream.generate(trips).limit(tries).min().orElseThrow();
    }

    /** The pool's one connection is a new one that has prepared nothing. */
    private static Runnable onNewConnection(HikariDataSource pool, TcpProxy proxy, Runnable action) {
        pool.getHikariPoolMXBean().softEvictConnections();
        TestPools.await(() -> pool.getHikariPoolMXBean().getIdleConnections() == 1 && proxy.connections() == 1);
        return action;
    }

    private static long trips(HikariDataSource pool, TcpProxy proxy, Runnable action) {
        touch(pool);
        proxy.reset();
        action.run();
        return proxy.roundTrips();
    }

    /** Whatever has passed since the last case, the pool need not ask now whether the connection is alive. */
    private static void touch(HikariDataSource pool) {
        try {
            pool.getConnection().close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void assertOneTripEach() {
        assertThat(counted.keySet().stream().filter(name -> counted.get(name)[1] != 1))
                .as("what takes more than one")
                .allMatch(name -> name.contains("2,001")
                        || name.contains("refused")
                        || name.contains("repeated")
                        || name.contains("deleted id")
                        || name.contains("restore"));
        assertThat(counted.get("`add` of 2,001 (COPY)")[1]).isEqualTo(2);
    }

    private static void assertWritten(String text) throws IOException {
        String before = Files.exists(DOCUMENT) ? Files.readString(DOCUMENT) : "";
        if (!before.equals(text)) {
            Files.writeString(DOCUMENT, text);
        }
        assertThat(text)
                .as("docs/round-trips.md differed and has been written anew: look at the difference and commit it")
                .isEqualTo(before);
    }
}
