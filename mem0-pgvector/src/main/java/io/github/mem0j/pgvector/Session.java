package io.github.mem0j.pgvector;

import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.StoreUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.PGStatement;
import org.postgresql.copy.CopyIn;
import org.postgresql.jdbc.PgConnection;

/** One connection for the time of one operation. Not thread-safe; its watchdog may cut the connection meanwhile. */
final class Session {
    /** Reads one row, or all from here. */
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private static final Duration FOREVER = Duration.ofDays(1);

    private final Connection connection;
    private final PgConnection driver;
    private final Deadline deadline;
    private final boolean explicit;
    private final boolean rehearsal;
    private boolean mayBeApplied;

    /**
     * @param deadline after which nothing more is sent
     * @param explicit whether there is a transaction to be committed in the end; otherwise each statement is its own
     */
    Session(Connection connection, PgConnection driver, Deadline deadline, boolean explicit) {
        this(connection, driver, deadline, explicit, false);
    }

    private Session(
            Connection connection, PgConnection driver, Deadline deadline, boolean explicit, boolean rehearsal) {
        this.connection = connection;
        this.driver = driver;
        this.deadline = deadline;
        this.explicit = explicit;
        this.rehearsal = rehearsal;
    }

    /** On a connection of nobody's yet, without a deadline. */
    static Session unbounded(PgConnection driver) {
        return new Session(driver, driver, Deadline.after(FOREVER), false, false);
    }

    /** Prepares and describes the first statement of what runs on it, and ends there by {@link Described}. */
    static Session rehearsal(PgConnection driver) {
        return new Session(driver, driver, Deadline.after(FOREVER), false, true);
    }

    /** Runs a query and hands its rows to {@code reader}, before the first. */
    <T> T query(Query query, Row<T> reader) throws SQLException {
        try (PreparedStatement statement = prepare(query, 1);
                ResultSet rows = statement.executeQuery()) {
            return reader.read(rows);
        }
    }

    /**
     * Runs statements in one flush, which makes them one transaction, plans them anew, and hands the rows of the last to
     * {@code reader}.
     */
    <T> T last(Query statements, Row<T> reader) throws SQLException {
        try (PreparedStatement statement = prepare(statements, 0)) {
            boolean more = statement.execute();
            while (more) {
                ResultSet rows = statement.getResultSet();
                more = statement.getMoreResults(Statement.KEEP_CURRENT_RESULT);
                if (!more) {
                    return reader.read(rows);
                }
            }
            throw new SQLException("statements that end with a query gave no rows");
        }
    }

    /** Runs a query of one row. */
    <T> T one(Query query, Row<T> reader) throws SQLException {
        return query(query, rows -> {
            if (!rows.next()) {
                throw new SQLException("a query of one row gave none");
            }
            return reader.read(rows);
        });
    }

    /** Runs a statement and returns how many rows it touched. */
    int update(Query query) throws SQLException {
        try (PreparedStatement statement = prepare(query, 1)) {
            return statement.executeUpdate();
        }
    }

    /** Runs statements as they stand, without parameters. */
    void script(String sql) throws SQLException {
        requireTime();
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            sending();
            statement.execute(sql);
        }
    }

    private PreparedStatement prepare(Query query, int prepareThreshold) throws SQLException {
        requireTime();
        PreparedStatement statement = connection.prepareStatement(query.sql());
        try {
            statement.unwrap(PGStatement.class).setPrepareThreshold(prepareThreshold);
            query.bind(statement);
            if (rehearsal) {
                statement.getMetaData();
                throw new Described();
            }
            sending();
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    /** Starts a binary COPY; the caller ends or cancels it. */
    CopyIn copyIn(String sql) throws SQLException {
        requireTime();
        return driver.getCopyAPI().copyIn(sql);
    }

    /** A server that is told to cancel between two statements would go on with the next. */
    private void requireTime() {
        if (deadline.isPassed()) {
            throw StoreUnavailableException.notApplied(
                    "the deadline passed before all was sent, which is undone; allow more time or retry", null);
        }
    }

    /** From here on a write that commits by itself may have taken effect, whatever becomes of the connection. */
    void sending() {
        mayBeApplied |= !explicit;
    }

    boolean mayBeApplied() {
        return mayBeApplied;
    }

    void commit() throws SQLException {
        if (explicit) {
            mayBeApplied = true;
            connection.commit();
        }
    }

    /** COPY leaves a connection open that its server has ended, and past the pool's eyes. */
    void abandon() {
        try {
            driver.abort(Runnable::run);
        } catch (SQLException e) {
            throw new IllegalStateException("the JVM forbids to end a connection", e);
        }
    }

    /** Undoes what a failed transaction has done, as far as the connection still stands. */
    void rollback(Exception failure) {
        try {
            if (explicit && !driver.isClosed()) {
                connection.rollback();
            }
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    /** A rehearsal has come as far as it should. */
    @SuppressWarnings("serial")
    static final class Described extends RuntimeException {
        Described() {
            super("described", null, false, false);
        }
    }
}
