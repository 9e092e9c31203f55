package io.github.mem0j.pgvector;

import io.github.mem0j.layer.DefaultDeadlines;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreRejectedException.Reason;
import io.github.mem0j.store.StoreRequest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.TransactionState;
import org.postgresql.jdbc.PgConnection;

/**
 * Runs work on a connection of its own and in a transaction of its own: borrows, bounds by the deadline, commits,
 * repeats what the server undid for reasons of timing, and says what a failure means. Thread-safe.
 */
final class Database implements AutoCloseable, DefaultDeadlines {
    /** Deadlocks and the like are tried as often in all; each is undone before it is repeated. */
    static final int TRIES = 10;

    /** Between tries, at random up to twice as long each time: who has met once shall not meet again. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(2);

    private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);

    /** What is done with a connection. */
    interface Work<R> {
        R on(Session session) throws SQLException;
    }

    private enum Kind {
        READ,
        STATEMENT,
        TRANSACTION
    }

    private final Connections connections;
    private final Duration operationTimeout;
    private final Watchdogs watchdogs;
    private volatile boolean closed;

    /** Whether the connections commit each statement as they come; known from the first one on. */
    private volatile @Nullable Boolean autoCommit;

    /** How this database's pgvector wants its vectors; null until that is known. */
    private volatile @Nullable VectorFormat format;

    /**
     * @param operationTimeout the deadline of those that bring none
     * @param watchdogs ended with this
     */
    Database(Connections connections, Duration operationTimeout, Watchdogs watchdogs) {
        this.connections = connections;
        this.operationTimeout = operationTimeout;
        this.watchdogs = watchdogs;
    }

    /** Work that changes nothing. */
    <R> R read(String what, @Nullable Deadline deadline, Work<R> work) {
        return run(Kind.READ, what, deadline, work);
    }

    /** One statement that changes something. */
    <R> R statement(String what, @Nullable Deadline deadline, Work<R> work) {
        return run(Kind.STATEMENT, what, deadline, work);
    }

    /** Several statements that take effect together. */
    <R> R transaction(String what, @Nullable Deadline deadline, Work<R> work) {
        return run(Kind.TRANSACTION, what, deadline, work);
    }

    @Override
    public StoreRequest withDeadline(StoreRequest request) {
        return request.deadline() == null ? request.withDeadline(Deadline.after(operationTimeout)) : request;
    }

    /** The deadline of what serves all of these at once: cuts none of them short. */
    Deadline latest(List<? extends StoreRequest> requests) {
        Deadline unasked = Deadline.after(operationTimeout);
        return requests.stream()
                .map(request -> request.deadline() == null ? unasked : request.deadline())
                .reduce(Deadline::orLater)
                .orElse(unasked);
    }

    private <R> R run(Kind kind, String what, @Nullable Deadline deadline, Work<R> work) {
        Deadline limit = deadline == null ? Deadline.after(operationTimeout) : deadline;
        for (int attempt = 1; ; attempt++) {
            try {
                return attempt(kind, what, limit, work);
            } catch (Undone e) {
                if (attempt == TRIES || limit.isPassed()) {
                    throw Failures.translate(e.cause, what + ", tried " + attempt + " times,", false);
                }
                pause(attempt, limit);
            }
        }
    }

    /** Holds no connection. */
    private static void pause(int attempt, Deadline limit) {
        long bound = Math.min(FIRST_PAUSE.toNanos() << attempt, LONGEST_PAUSE.toNanos());
        long pause = ThreadLocalRandom.current().nextLong(bound);
        LockSupport.parkNanos(Math.min(pause, limit.remaining().toNanos()));
    }

    @SuppressWarnings("try") // the lease is held, not used
    private <R> R attempt(Kind kind, String what, Deadline limit, Work<R> work) throws Undone {
        checkOpen();
        Connection connection = connections.acquire(what, limit);
        PgConnection driver;
        boolean commits;
        try {
            driver = connection.unwrap(PgConnection.class);
            commits = connection.getAutoCommit();
            requireFree(driver, commits);
            if (format != null) {
                WireTypes.prepare(driver, format);
            }
            if (commits && kind == Kind.TRANSACTION) {
                connection.setAutoCommit(false);
            }
        } catch (SQLException | RuntimeException e) {
            connections.giveBack(connection);
            throw e instanceof SQLException failure ? Failures.translate(failure, what, false) : (RuntimeException) e;
        }
        boolean explicit = !commits || kind == Kind.TRANSACTION;
        try (Lease lease = new Lease(connections, connection, driver, commits && explicit, limit, watchdogs)) {
            return perform(new Session(connection, driver, limit, explicit), kind, what, work);
        }
    }

    private static <R> R perform(Session session, Kind kind, String what, Work<R> work) throws Undone {
        try {
            R result = work.on(session);
            session.commit();
            return result;
        } catch (SQLException e) {
            if (Failures.isConnectionLost(e)) {
                session.abandon();
            }
            session.rollback(e);
            if (Failures.isWorthRepeating(e)) {
                throw new Undone(e);
            }
            throw Failures.translate(e, what, kind != Kind.READ && session.mayBeApplied());
        } catch (RuntimeException e) {
            session.rollback(e);
            throw e;
        }
    }

    /** An answer given within a transaction that may yet be rolled back would poison caches and callers. */
    private void requireFree(PgConnection driver, boolean commits) {
        Boolean usually = autoCommit;
        if (usually == null) {
            autoCommit = usually = commits;
        }
        if (driver.getTransactionState() != TransactionState.IDLE || commits != usually) {
            throw new StoreRejectedException(
                    Reason.UNSUPPORTED,
                    "the DataSource gave a connection that is part of an outer transaction (JTA, Spring); every operation"
                            + " of a memory store is a transaction of its own: give the store the plain pool, not a"
                            + " transaction-aware proxy, or call it outside the transaction");
        }
    }

    void send(VectorFormat vectors) {
        format = vectors;
    }

    Connections connections() {
        return connections;
    }

    void checkOpen() {
        if (closed) {
            throw new StoreRejectedException(Reason.CLOSED, "the store is closed; build a new one");
        }
    }

    Optional<PoolStatistics> statistics() {
        return connections.statistics();
    }

    @Override
    public void close() {
        closed = true;
        connections.close();
        watchdogs.close();
    }

    @Override
    public String toString() {
        return connections.toString();
    }

    /** Rolled back for reasons of timing: worth another try. */
    private static final class Undone extends Exception {
        private static final long serialVersionUID = 1L;
        private final SQLException cause;

        Undone(SQLException cause) {
            super(null, cause, false, false);
            this.cause = cause;
        }
    }
}
