package io.github.mem0j.pgvector;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.mem0j.services.PostgresDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Pools as a host would have them, and what tests ask of a database beside the store. */
final class TestPools {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    private TestPools() {}

    static HikariDataSource pool(PostgresDatabase database, int size) {
        return new HikariDataSource(config(database, size));
    }

    static HikariConfig config(PostgresDatabase database, int size) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.jdbcUrl());
        config.setUsername(database.user());
        config.setPassword(database.password());
        config.setMaximumPoolSize(size);
        return config;
    }

    static void execute(PostgresDatabase database, String... statements) {
        try (Connection connection = database.connect()) {
            execute(connection, statements);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.setEscapeProcessing(false);
                statement.execute(sql);
            }
        }
    }

    /** The first column of the only row. */
    static String ask(PostgresDatabase database, String sql) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Until somebody in the database waits for a lock. */
    static void awaitLockWait(PostgresDatabase database) {
        await(() -> !ask(
                        database,
                        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                + " AND wait_event_type = 'Lock'")
                .equals("0"));
    }

    static void await(Callable<Boolean> condition) {
        long end = System.nanoTime() + PATIENCE;
        try {
            while (!condition.call()) {
                if (System.nanoTime() > end) {
                    throw new AssertionError("what was waited for has not come");
                }
                TimeUnit.MILLISECONDS.sleep(5);
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
