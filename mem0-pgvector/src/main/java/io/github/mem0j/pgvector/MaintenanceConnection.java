package io.github.mem0j.pgvector;

import io.github.mem0j.store.Deadline;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.postgresql.jdbc.PgConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection for DDL that takes its time and runs outside of transactions: without timeouts, and given back as it came.
 */
final class MaintenanceConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MaintenanceConnection.class);

    private final Connections owner;
    private final Connection connection;
    private final PgConnection driver;
    private final boolean autoCommit;
    private final int networkTimeout;
    private String statementTimeout = "0";

    private MaintenanceConnection(Connections owner, Connection connection) throws SQLException {
        this.owner = owner;
        this.connection = connection;
        this.driver = connection.unwrap(PgConnection.class);
        this.autoCommit = connection.getAutoCommit();
        this.networkTimeout = driver.getNetworkTimeout();
    }

    static MaintenanceConnection open(Connections connections, VectorFormat format) throws SQLException {
        Connection connection = connections.acquire("index maintenance", Deadline.after(Duration.ofSeconds(30)));
        MaintenanceConnection opened;
        try {
            opened = new MaintenanceConnection(connections, connection);
        } catch (SQLException e) {
            connections.giveBack(connection);
            throw e;
        }
        try {
            opened.prepare(format);
            return opened;
        } catch (SQLException e) {
            opened.close();
            throw e;
        }
    }

    private void prepare(VectorFormat format) throws SQLException {
        connection.setAutoCommit(true);
        driver.setNetworkTimeout(Runnable::run, 0);
        WireTypes.prepare(driver, format);
        statementTimeout = setTimeout("0");
    }

    /** RESET would lose what the pool has set when it connected. Returns what it was. */
    private String setTimeout(String timeout) throws SQLException {
        return session()
                .one(
                        new Query()
                                .add(
                                        "WITH before AS MATERIALIZED (SELECT pg_catalog.current_setting("
                                                + "'statement_timeout') AS was) SELECT was,"
                                                + " pg_catalog.set_config('statement_timeout', ?, false) FROM before",
                                        Query.text(timeout)),
                        row -> row.getString(1));
    }

    Session session() {
        return new Session(connection, driver, Deadline.after(Duration.ofDays(365)), false);
    }

    /** Takes the lock that keeps others from these tables' indexes; does not wait, since builds would wait for that. */
    boolean tryLock(Names names) throws SQLException {
        return session()
                .one(
                        new Query()
                                .add(
                                        "SELECT pg_catalog.pg_try_advisory_lock(pg_catalog.hashtextextended(?, 0))",
                                        Query.text("mem0j indexes " + names.memory())),
                        row -> row.getBoolean(1));
    }

    /** Has the server end what it does; from any thread. */
    void cancel() {
        try {
            driver.cancelQuery();
        } catch (SQLException e) {
            LOG.debug("A build of an index could not be cancelled; it runs to its end", e);
        }
    }

    @Override
    public void close() {
        try {
            session().script("SELECT pg_catalog.pg_advisory_unlock_all()");
            setTimeout(statementTimeout);
            driver.setNetworkTimeout(Runnable::run, networkTimeout);
            connection.setAutoCommit(autoCommit);
        } catch (SQLException e) {
            LOG.debug("A connection of index maintenance could not be restored, and is dropped", e);
            drop();
        } finally {
            owner.giveBack(connection);
        }
    }

    /** Nobody shall borrow it with our settings. */
    private void drop() {
        try {
            driver.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.warn("A connection of index maintenance could not be dropped", e);
        }
    }
}
