package io.github.mem0j.pgvector;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.mem0j.services.Postgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A pool of one connection, and what the server has counted for it: which indexes the very statements of a store have
 * used, and how many pages they have touched.
 */
final class Counters implements AutoCloseable {
    final HikariDataSource pool;

    Counters(Postgres postgres, String... onConnect) {
        this(postgres, true, onConnect);
    }

    static Counters withoutAutoCommit(Postgres postgres) {
        return new Counters(postgres, false);
    }

    private Counters(Postgres postgres, boolean autoCommit, String... onConnect) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(postgres.jdbcUrl());
        config.setUsername(postgres.user());
        config.setPassword(postgres.password());
        config.setMaximumPoolSize(1);
        config.setAutoCommit(autoCommit);
        if (onConnect.length > 0) {
            config.setConnectionInitSql(String.join(";", onConnect));
        }
        pool = new HikariDataSource(config);
    }

    void run(String... statements) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column of the first row. */
    String ask(String sql) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            String found = rows.next() ? rows.getString(1) : "";
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How often an index, by the end of its name, has been scanned. */
    long scans(String index) {
        return count("SELECT sum(idx_scan) FROM pg_stat_user_indexes WHERE indexrelname LIKE '%" + index + "'");
    }

    /** How many entries of the index have been looked at. */
    long entries(String index) {
        return count("SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE indexrelname LIKE '%" + index + "'");
    }

    /** How many rows were fetched from the table by way of the index. */
    long fetches(String index) {
        return count("SELECT sum(idx_tup_fetch) FROM pg_stat_user_indexes WHERE indexrelname LIKE '%" + index + "'");
    }

    long sequentialScans() {
        return count("SELECT sum(seq_scan) FROM pg_stat_user_tables WHERE relname IN ('memory', 'memory_relation')");
    }

    /** Pages of the memory table and its indexes that were looked at. */
    long pages() {
        return count("SELECT sum(heap_blks_read + heap_blks_hit + idx_blks_read + idx_blks_hit)"
                + " FROM pg_statio_user_tables WHERE relname = 'memory'");
    }

    private long count(String sql) {
        ask("SELECT pg_stat_force_next_flush()");
        String found = ask(sql);
        return found == null || found.isEmpty() ? 0 : Long.parseLong(found);
    }

    @Override
    public void close() {
        pool.close();
    }
}
