package io.github.mem0j.pgvector;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.postgresql.jdbc.PgConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A borrowed connection with a watchdog that cuts it when an answer stays out for good: a server that hangs, or a socket
 * whose buffers are full, obeys no statement timeout. Given back by {@link #close}, once.
 */
final class Lease implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lease.class);

    private final Connection connection;
    private final PgConnection driver;
    private final boolean restoreAutoCommit;
    private final AtomicBoolean over = new AtomicBoolean();
    private final Watchdog watchdog;
    private final long end;

    /**
     * @param restoreAutoCommit whether it was switched off for this lease
     * @param patience how long until the connection is cut
     */
    Lease(Connection connection, PgConnection driver, boolean restoreAutoCommit, Duration patience, Watchdog watchdog) {
        this.connection = connection;
        this.driver = driver;
        this.restoreAutoCommit = restoreAutoCommit;
        this.watchdog = watchdog;
        this.end = System.nanoTime() + patience.toNanos();
        watchdog.add(this);
    }

    void expireIfOver(long now) {
        if (now - end >= 0 && over.compareAndSet(false, true)) {
            cut();
        }
    }

    private void cut() {
        try {
            driver.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.warn("A connection whose time is over could not be cut", e);
        }
    }

    @Override
    public void close() {
        watchdog.remove(this);
        if (!over.compareAndSet(false, true)) {
            cut(); // the watchdog may still be about to: better here than after somebody else has borrowed it
        }
        try {
            if (restoreAutoCommit && !driver.isClosed()) {
                connection.setAutoCommit(true);
            }
            connection.close(); // its pool finds out that it is broken, and drops it
        } catch (SQLException e) {
            LOG.debug("A connection could not be given back; its pool drops it", e);
        }
    }
}
