package io.github.mem0j.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.mem0j.pgvector.SessionSettings;
import io.github.mem0j.services.OwnNeo4j;
import io.github.mem0j.services.OwnPostgres;
import io.github.mem0j.services.OwnRedis;
import io.github.mem0j.services.PostgresDatabase;
import io.github.mem0j.services.RedisAddress;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;

/**
 * The servers, each started when it is first asked for, and found again by the JVMs that measure, by their system
 * properties.
 */
final class Servers {
    private static final String POSTGRES = "mem0.benchmarks.postgres";
    private static final String REDIS = "mem0.benchmarks.redis";
    private static final String NEO4J = "mem0.benchmarks.neo4j";

    /** As in postgresql.conf; what else there is stands as it comes, fsync too. */
    static final Map<String, String> POSTGRES_SETTINGS = Map.of(
            "shared_buffers", "1GB",
            "maintenance_work_mem", "2GB",
            "max_wal_size", "8GB",
            "autovacuum", "off");

    private static final Deque<AutoCloseable> started = new ArrayDeque<>();

    private Servers() {}

    static synchronized PostgresDatabase postgres() {
        if (System.getProperty(POSTGRES) == null) {
            Map<String, String> settings = new HashMap<>(POSTGRES_SETTINGS);
            if (Contest.scale() == Scale.SMOKE) {
                settings.put("fsync", "off"); // its figures say nothing, and it is to be quick
            }
            OwnPostgres server = OwnPostgres.start(settings);
            started.push(server);
            PostgresDatabase database = server.get();
            System.setProperty(
                    POSTGRES,
                    String.join(
                            " ",
                            database.host(),
                            Integer.toString(database.port()),
                            database.database(),
                            database.user(),
                            database.password()));
        }
        String[] parts = System.getProperty(POSTGRES).split(" ", -1);
        return new PostgresDatabase(parts[0], Integer.parseInt(parts[1]), parts[2], parts[3], parts[4]);
    }

    static synchronized RedisAddress redis() {
        if (System.getProperty(REDIS) == null) {
            OwnRedis server = OwnRedis.start();
            started.push(server);
            System.setProperty(REDIS, server.host() + " " + server.port());
        }
        String[] parts = System.getProperty(REDIS).split(" ", -1);
        return new RedisAddress(parts[0], Integer.parseInt(parts[1]), "", "");
    }

    static synchronized URI neo4j() {
        if (System.getProperty(NEO4J) == null) {
            OwnNeo4j server = OwnNeo4j.options().optimised().start();
            started.push(server);
            System.setProperty(NEO4J, server.uri().toString());
        }
        return URI.create(System.getProperty(NEO4J));
    }

    /** For a JVM that is to use the same servers. */
    static synchronized List<String> systemProperties() {
        List<String> arguments = new ArrayList<>();
        for (String name : List.of(POSTGRES, REDIS, NEO4J)) {
            if (System.getProperty(name) != null) {
                arguments.add("-D" + name + "=" + System.getProperty(name));
            }
        }
        return arguments;
    }

    static synchronized void close() throws Exception {
        while (!started.isEmpty()) {
            started.pop().close();
        }
        for (String name : List.of(POSTGRES, REDIS, NEO4J)) {
            System.clearProperty(name);
        }
    }

    static UnifiedJedis jedis() {
        return jedis(redis(), 64);
    }

    static UnifiedJedis jedis(RedisAddress address, int connections) {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(connections);
        pool.setMaxIdle(connections);
        pool.setTimeBetweenEvictionRuns(GenericObjectPoolConfig.DEFAULT_DURATION_BETWEEN_EVICTION_RUNS);
        return RedisClient.builder()
                .hostAndPort(address.host(), address.port())
                .clientConfig(DefaultJedisClientConfig.builder()
                        .socketTimeoutMillis(2_000)
                        .build())
                .poolConfig(pool)
                .build();
    }

    /**
     * A pool with the session settings of our own, so that nobody has worse ones, but for the mode of plans: peers' SQL is
     * another one each time.
     */
    static HikariDataSource pool(PostgresDatabase database, int size) {
        return pool(database, size, SessionSettings.defaults().without("plan_cache_mode"));
    }

    /** With that, too: for statements that stay the same. */
    static HikariDataSource poolForPrepared(PostgresDatabase database, int size) {
        return pool(database, size, SessionSettings.defaults());
    }

    private static HikariDataSource pool(PostgresDatabase database, int size, SessionSettings settings) {
        HikariConfig config = plain(database, size);
        config.addDataSourceProperty(
                "options",
                settings.values().entrySet().stream()
                        .map(setting -> "-c " + setting.getKey() + "=" + setting.getValue())
                        .collect(Collectors.joining(" ")));
        config.setMinimumIdle(1);
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        return new HikariDataSource(config);
    }

    /** A pool as it comes. */
    static HikariDataSource plainPool(PostgresDatabase database, int size) {
        return new HikariDataSource(plain(database, size));
    }

    private static HikariConfig plain(PostgresDatabase database, int size) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.jdbcUrl());
        config.setUsername(database.user());
        config.setPassword(database.password());
        config.setMaximumPoolSize(size);
        return config;
    }

    static void execute(String... statements) throws SQLException {
        PostgresDatabase database = postgres();
        try (Connection connection =
                        java.sql.DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** How Spring AI made its index of a table: dropped before and made after, a table is filled in a tenth of the time. */
    static String hnswIndex(String table) throws SQLException {
        try (Connection connection = postgres().connect();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT indexdef FROM pg_indexes WHERE tablename = ? AND indexdef LIKE '%hnsw%'")) {
            statement.setString(1, table);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new IllegalStateException("Spring AI made no index");
                }
                return row.getString(1);
            }
        }
    }

    /** Of an index, by how it is made. */
    static String nameOf(String index) {
        return index.split(" ", -1)[2];
    }
}
