package io.github.mem0j.pgvector;

import io.github.mem0j.store.Deadline;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.postgresql.jdbc.PgConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A borrowed connection with a watchdog: at the deadline the server is told to cancel, and when that does not help the
 * connection is cut, for a server that hangs, or a socket whose buffers are full, obeys nothing. Given back by {@link
 * #close}, once.
 *
 * <p>The driver's own query timeout would not do: it makes the statement wait until the server has taken the request to
 * cancel, 10 s by default, and knows neither COPY nor COMMIT.
 */
final class Lease implements AutoCloseable {
    /** How long past its deadline an answer is waited for, the server having been told to cancel. */
    static final Duration GRACE = Duration.ofMillis(20);

    private static final Logger LOG = LoggerFactory.getLogger(Lease.class);

    private enum State {
        RUNNING,
        CANCELLING,
        OVER
    }

    private final Connections owner;
    private final Connection connection;
    private final PgConnection driver;
    private final boolean restoreAutoCommit;
    private final Deadline deadline;
    private final Watchdogs watchdogs;
    private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final Runnable callOff;

    /**
     * @param owner gets it back
     * @param restoreAutoCommit whether it was switched off for this lease
     */
    Lease(
            Connections owner,
            Connection connection,
            PgConnection driver,
            boolean restoreAutoCommit,
            Deadline deadline,
            Watchdogs watchdogs) {
        this.owner = owner;
        this.connection = connection;
        this.driver = driver;
        this.restoreAutoCommit = restoreAutoCommit;
        this.deadline = deadline;
        this.watchdogs = watchdogs;
        this.callOff = watchdogs.after(deadline.remainingNanos(), this::expire);
    }

    private void expire() {
        watchdogs.aside(this::cancel);
        Runnable unused = watchdogs.after(untilCut(), this::cut); // once over, it does nothing
    }

    private long untilCut() {
        return deadline.remainingNanos() + GRACE.toNanos();
    }

    private void cancel() {
        if (state.compareAndSet(State.RUNNING, State.CANCELLING)) {
            try {
                driver.cancelQuery();
            } catch (SQLException e) {
                LOG.debug("The server could not be told to cancel; the connection is cut", e);
            } finally {
                state.compareAndSet(State.CANCELLING, State.RUNNING);
                cancelled.countDown();
            }
        }
    }

    private void cut() {
        if (state.getAndSet(State.OVER) != State.OVER) {
            abort();
        }
    }

    private void abort() {
        try {
            driver.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.warn("A connection whose time is over could not be cut", e);
        }
    }

    @Override
    public void close() {
        callOff.run();
        if (state.get() == State.CANCELLING) {
            awaitCancel();
        }
        if (state.getAndSet(State.OVER) != State.RUNNING) {
            // The watchdog may still be about to cut it, or a late cancel be on its way to whoever borrows it next.
            abort();
        }
        try {
            if (restoreAutoCommit && !driver.isClosed()) {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            LOG.debug("A connection could not be set back; its pool drops it", e);
        }
        owner.giveBack(connection);
    }

    private void awaitCancel() {
        try {
            if (!cancelled.await(untilCut(), TimeUnit.NANOSECONDS)) {
                LOG.debug("The server takes long to cancel");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
