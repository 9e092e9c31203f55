package io.github.mem0j.pgvector;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import io.github.mem0j.store.Deadline;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * The host's own {@link DataSource}, which waits for connections as it is set up to and is never closed by us. Only of
 * HikariCP, unwrapped, we know how to have it wait no longer than the deadline.
 */
final class HostConnections implements Connections {
    private final DataSource dataSource;

    HostConnections(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public Connection acquire(String what, Deadline deadline) {
        try {
            return dataSource instanceof HikariDataSource hikari
                            && hikari.getHikariPoolMXBean() instanceof HikariPool pool
                            && !hikari.isClosed()
                    ? pool.getConnection(Math.max(
                            1,
                            Math.min(
                                    hikari.getConnectionTimeout(),
                                    deadline.remaining().toMillis())))
                    : dataSource.getConnection();
        } catch (SQLException e) {
            throw Failures.translate(e, what + ": borrowing a connection", false);
        }
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return dataSource.getClass().getSimpleName();
    }
}
