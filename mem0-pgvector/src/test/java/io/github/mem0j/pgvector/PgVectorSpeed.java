package io.github.mem0j.pgvector;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.services.OwnPostgres;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.SearchRequest;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What the store adds to its SQL, {@code mvn -q -Pspeed-pgvector}: beside the same by hand, on the same connection, turn
 * by turn, so that the ratios hold whatever else the machine does. Each line is a median of rounds.
 */
final class PgVectorSpeed {
    private static final int ROUNDS = 15;
    private static final int SEARCHES = 100;
    private static final int OWNERS = 20;
    private static final int BULK = 20_000;

    private final OwnPostgres server;
    private final HikariDataSource one;
    private final SpeedData data = new SpeedData();
    private final PrintStream out = System.out;

    private PgVectorSpeed(OwnPostgres server, HikariDataSource one) {
        this.server = server;
        this.one = one;
    }

    /** A measured piece of work. */
    private interface Work {
        void run() throws Exception;
    }

    public static void main(String[] args) throws Exception {
        try (OwnPostgres server = OwnPostgres.start(Map.of("shared_buffers", "512MB", "autovacuum", "off"))) {
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl(server.jdbcUrl());
            config.setUsername(server.user());
            config.setPassword(server.password());
            config.setMaximumPoolSize(1);
            config.addDataSourceProperty("options", SessionSettings.defaults().options(Duration.ofMinutes(1)));
            try (HikariDataSource one = new HikariDataSource(config)) {
                PgVectorSpeed speed = new PgVectorSpeed(server, one);
                if (List.of(args).contains("feed")) {
                    speed.feed();
                } else {
                    speed.run();
                }
            }
        }
    }

    private void run() throws Exception {
        out.printf("%-66s %10s %10s %8s%n", "", "ours", "other", "ratio");
        try (MemoryStore covered = store("covered", true);
                MemoryStore heap = store("heap", false)) {
            for (MemoryStore store : List.of(covered, heap)) {
                for (int owner = 0; owner < OWNERS; owner++) {
                    add(store, SpeedData.owner(owner), data.memories(1_000));
                    add(store, SpeedData.owner(OWNERS + owner), data.memories(200));
                }
            }
            execute("ANALYZE covered.memory; ANALYZE heap.memory");
            compare("search of 1,000, never vacuumed, beside no covering index", covered, heap);
            execute("VACUUM ANALYZE covered.memory; VACUUM ANALYZE heap.memory");
            compare("search of 1,000, vacuumed, beside no covering index (0.6)", covered, heap);
            beside("search of one owner's 200 beside the same by hand (1.15)", covered, OWNERS);
            beside("search of one owner's 1,000 beside the same by hand (1.15)", covered, 0);
            execute("UPDATE covered.memory SET metadata = '{}' WHERE abs(hashtext(id::text)) % 20 = 0");
            compare("search of 1,000 after updating 5 % of the rows, beside none", covered, heap);
        }
        bulk();
        feed();
        firstSearch();
    }

    private MemoryStore store(String schema, boolean covering) {
        return builder(schema, covering).build();
    }

    private PgVectorMemoryStoreBuilder builder(String schema, boolean covering) {
        return PgVectorMemoryStore.builder()
                .dataSource(one)
                .schema(schema)
                .dimensions(SpeedData.SPACE.dimensions())
                .coveringIndex(covering)
                .initSchema();
    }

    private static void add(MemoryStore store, MemoryScope owner, List<NewMemory> memories) {
        store.add(AddRequest.of(owner, SpeedData.SPACE, memories));
    }

    private void compare(String what, MemoryStore covered, MemoryStore heap) throws Exception {
        alternate(what, SEARCHES, searches(covered, 0), searches(heap, 0));
    }

    private void beside(String what, MemoryStore store, int firstOwner) throws Exception {
        alternate(what, SEARCHES, searches(store, firstOwner), () -> {
            Embedding query = data.embedding();
            try (Connection connection = one.getConnection()) {
                for (int i = 0; i < SEARCHES; i++) {
                    SpeedByHand.search(connection, SpeedData.owner(firstOwner + i % OWNERS), query);
                }
            }
        });
    }

    private Work searches(MemoryStore store, int firstOwner) {
        return () -> {
            Embedding query = data.embedding();
            for (int i = 0; i < SEARCHES; i++) {
                store.search(SearchRequest.of(SpeedData.owner(firstOwner + i % OWNERS), SpeedData.SPACE, query));
            }
        };
    }

    /** What the change feed adds to adding one memory, a hundred and 2,001, which go by COPY. */
    private void feed() throws Exception {
        try (MemoryStore fed = builder("fed", true).changeFeed("graph").build();
                MemoryStore plain = store("plain", true)) {
            for (int many : new int[] {1, 100, 2_001}) {
                int times = Math.max(1, 100 / many);
                alternate(
                        "add of " + many + " with a change feed, beside none (1.15)",
                        times,
                        adds(fed, many, times),
                        adds(plain, many, times));
            }
        }
    }

    private Work adds(MemoryStore store, int many, int times) {
        return () -> {
            for (int i = 0; i < times; i++) {
                add(store, SpeedData.owner(i), data.memories(many));
            }
        };
    }

    /** Rows per second, so that more is better: ours beside the bare COPY of bytes made beforehand. */
    private void bulk() throws Exception {
        try (MemoryStore store = store("bulk", true)) {
            List<NewMemory> memories = data.memories(BULK);
            MemoryScope owner = SpeedData.owner(0);
            byte[] rows = SpeedByHand.copied(owner, memories);
            double[] ratios = new double[5];
            for (int round = -1; round < ratios.length; round++) {
                execute("TRUNCATE bulk.memory CASCADE");
                double ours = nanos(() -> add(store, owner, memories));
                execute("TRUNCATE bulk.memory CASCADE");
                double bare = nanos(() -> {
                    try (Connection connection = one.getConnection()) {
                        SpeedByHand.copy(connection, "bulk.memory", rows);
                    }
                });
                if (round >= 0) {
                    ratios[round] = bare / ours;
                }
                out.printf(
                        "%-66s %,8.0f/s %,8.0f/s %8.2f%n",
                        "add of 20,000 beside a bare COPY of the same bytes (0.8)",
                        BULK / ours * 1e9,
                        BULK / bare * 1e9,
                        bare / ours);
            }
            out.printf("%-66s %21s %8.2f%n", "  median", "", median(ratios));
        }
    }

    /** On a store with a pool of its own, built anew each time. */
    private void firstSearch() {
        double[] ratios = new double[ROUNDS];
        double[] firsts = new double[ROUNDS];
        double[] steady = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            try (MemoryStore store = PgVectorMemoryStore.builder()
                    .jdbcUrl(server.jdbcUrl())
                    .credentials(server.user(), server.password())
                    .schema("covered")
                    .dimensions(SpeedData.SPACE.dimensions())
                    .pool(PoolSettings.defaults().withSize(1))
                    .build()) {
                double[] nanos = new double[300];
                for (int i = 0; i < nanos.length; i++) {
                    SearchRequest request =
                            SearchRequest.of(SpeedData.owner(i % OWNERS), SpeedData.SPACE, data.embedding());
                    long start = System.nanoTime();
                    store.search(request);
                    nanos[i] = System.nanoTime() - start;
                }
                firsts[round] = nanos[0] / 1e3;
                steady[round] = median(Arrays.copyOfRange(nanos, 100, nanos.length)) / 1e3;
                ratios[round] = firsts[round] / steady[round];
            }
        }
        out.printf(
                "%-66s %7.0f µs %7.0f µs %8.2f%n",
                "first search of a fresh store beside its later ones (2)",
                median(firsts),
                median(steady),
                median(ratios));
    }

    private void alternate(String what, int times, Work ours, Work other) throws Exception {
        double[] ratios = new double[ROUNDS];
        double[] mine = new double[ROUNDS];
        double[] theirs = new double[ROUNDS];
        for (int round = -5; round < ROUNDS; round++) {
            double a = nanos(ours) / times;
            double b = nanos(other) / times;
            if (round >= 0) {
                mine[round] = a / 1e3;
                theirs[round] = b / 1e3;
                ratios[round] = a / b;
            }
        }
        out.printf("%-66s %7.0f µs %7.0f µs %8.2f%n", what, median(mine), median(theirs), median(ratios));
    }

    private static double nanos(Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return System.nanoTime() - start;
    }

    private void execute(String statements) throws SQLException {
        try (Connection connection = one.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements.split(";", -1)) {
                statement.execute(sql);
            }
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
