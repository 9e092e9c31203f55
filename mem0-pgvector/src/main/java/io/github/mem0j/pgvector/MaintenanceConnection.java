package io.github.mem0j.pgvector;

import io.github.mem0j.store.Deadline;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.postgresql.jdbc.PgConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection for building indexes: each statement commits itself, none is bounded in time, and of all JVMs only the
 * one that holds the lock works. The lock belongs to the session, which a pooler in transaction mode does not give.
 */
final class MaintenanceConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MaintenanceConnection.class);
    private static final Duration ACQUISITION = Duration.ofSeconds(30);
    private static final Duration UNBOUNDED = Duration.ofDays(365);

    private final Connections connections;
    private final Connection connection;
    private final Session session;
    private final boolean autoCommit;

    private MaintenanceConnection(Connections connections, Connection connection, VectorFormat format)
            throws SQLException {
        this.connections = connections;
        this.connection = connection;
        PgConnection driver = connection.unwrap(PgConnection.class);
        WireTypes.prepare(driver, format);
        autoCommit = connection.getAutoCommit();
        if (!autoCommit) {
            connection.setAutoCommit(true);
        }
        session = new Session(connection, driver, Deadline.after(UNBOUNDED), false);
        session.script("SET statement_timeout = 0; SET lock_timeout = 0");
    }

    static MaintenanceConnection open(Connections connections, VectorFormat format) throws SQLException {
        Connection connection = connections.acquire("index maintenance", Deadline.after(ACQUISITION));
        try {
            return new MaintenanceConnection(connections, connection, format);
        } catch (SQLException | RuntimeException e) {
            connections.giveBack(connection);
            throw e;
        }
    }

    Session session() {
        return session;
    }

    /** Waits until this is the one that looks after a table's indexes. */
    void awaitLock(Names names) throws SQLException {
        Query lock = new Query()
                .add("SELECT pg_catalog.pg_advisory_lock(pg_catalog.hashtextextended(?, 1))", lockName(names));
        session.query(lock, rows -> rows);
    }

    /** Whether this is now the one that looks after a table's indexes. */
    boolean lock(Names names) throws SQLException {
        Query lock = new Query()
                .add("SELECT pg_catalog.pg_try_advisory_lock(pg_catalog.hashtextextended(?, 1))", lockName(names));
        return session.one(lock, row -> row.getBoolean(1));
    }

    void unlock(Names names) throws SQLException {
        Query unlock = new Query()
                .add("SELECT pg_catalog.pg_advisory_unlock(pg_catalog.hashtextextended(?, 1))", lockName(names));
        session.one(unlock, row -> row.getBoolean(1));
    }

    private static Query.Bind lockName(Names names) {
        return Query.text("mem0j indexes of " + names.memory());
    }

    @Override
    public void close() {
        try {
            session.script("RESET statement_timeout; RESET lock_timeout");
            if (!autoCommit) {
                connection.setAutoCommit(false);
            }
        } catch (SQLException e) {
            LOG.debug("A maintenance connection could not be reset; its pool drops it", e);
        }
        connections.giveBack(connection);
    }
}
