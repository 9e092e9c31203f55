package io.github.mem0j.pgvector;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.mem0j.store.Deadline;
import java.sql.Connection;
import java.sql.SQLException;

/** A HikariCP pool of our own. */
final class PooledConnections implements Connections {
    private final HikariDataSource pool;

    PooledConnections(HikariConfig config) {
        this.pool = new HikariDataSource(config);
    }

    @Override
    public Connection acquire(String what, Deadline deadline) {
        try {
            return pool.getConnection();
        } catch (SQLException e) {
            throw Failures.translate(e, what + ": borrowing a connection", false);
        }
    }

    @Override
    public void close() {
        pool.close();
    }

    @Override
    public String toString() {
        return "pool of " + pool.getMaximumPoolSize();
    }
}
