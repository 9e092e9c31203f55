package io.github.mem0j.pgvector;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.MemoryStoreException;
import io.github.mem0j.store.StoreUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.postgresql.util.GT;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/**
 * A HikariCP pool of our own. Whoever waits for a connection waits at our semaphore, in order: HikariCP's waiters may
 * spin on virtual threads (7.0.2), know no deadline, and overtake each other.
 */
final class PooledConnections implements Connections {
    private static final int BACKOFF_FACTOR = 3;

    private final PoolSettings settings;
    private final Connector connector;
    private final HikariDataSource source;
    private final HikariPool pool;
    private final PoolThreads threads;
    private final Semaphore permits;
    private final PoolGauge gauge;
    private final ScheduledThreadPoolExecutor ticks = new ScheduledThreadPoolExecutor(1, Watchdogs.threads("pool"));
    private final ScheduledFuture<?> ticking;

    /** Opens a first connection, and the others in the background. */
    PooledConnections(Connector connector, String name, PoolSettings settings, Consumer<PoolStatistics> listener) {
        this.connector = connector;
        this.settings = settings;
        this.permits = new Semaphore(settings.size(), true);
        this.threads = new PoolThreads(name);
        HikariConfig config = config(connector, name, settings);
        config.setThreadFactory(threads);
        this.source = new HikariDataSource(config);
        this.pool = (HikariPool) source.getHikariPoolMXBean();
        if (settings.minimumIdle() == settings.size()) {
            rehearseOutage();
        }
        this.gauge = new PoolGauge(pool, permits, name, settings.slowAcquisition(), listener);
        long interval = settings.statisticsInterval().toNanos();
        this.ticking = ticks.scheduleAtFixedRate(gauge::tick, interval, interval, TimeUnit.NANOSECONDS);
    }

    /** Has the JVM load what tells of an outage: the first callers would wait for it, tens of milliseconds too late. */
    private void rehearseOutage() {
        SQLException cut = new PSQLException(GT.tr("This connection has been closed."), PSQLState.CONNECTION_FAILURE);
        MemoryStoreException unused = Failures.translate(cut, "rehearsal", true);
        try {
            Connection first = pool.getConnection(source.getConnectionTimeout());
            try {
                pool.getConnection(1).close(); // the others are open already, or this fails
            } finally {
                first.close();
            }
        } catch (SQLException e) {
            unused = Failures.translate(e, "rehearsal", false);
        }
    }

    private static HikariConfig config(DataSource connector, String name, PoolSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(connector);
        config.setPoolName(name);
        config.setMaximumPoolSize(settings.size());
        // What HikariCP calls so is about idle connections, in use or not: the same as pre-warming, only late.
        config.setMinimumIdle(Math.min(settings.size(), Math.max(settings.minimumIdle(), settings.prewarmBelow())));
        config.setConnectionTimeout(Math.max(250, settings.acquisitionTimeout().toMillis()));
        config.setKeepaliveTime(settings.keepalive().toMillis());
        config.setMaxLifetime(settings.maxLifetime().toMillis());
        // A try of an idle connection by isValid() would take at least 1 s of a dead network, which no deadline bounds.
        config.setConnectionTestQuery(";");
        config.setValidationTimeout(250);
        return config;
    }

    @Override
    public Connection acquire(String what, Deadline deadline) {
        long start = System.nanoTime();
        long pause = settings.backoff().toNanos();
        for (int attempt = 1; ; attempt++) {
            try {
                Connection connection = attempt(deadline);
                gauge.acquired(System.nanoTime() - start);
                prewarm();
                return connection;
            } catch (SQLException e) {
                if (attempt == settings.tries()
                        || deadline.remainingNanos() <= pause
                        || Thread.currentThread().isInterrupted()) {
                    gauge.failed(System.nanoTime() - start);
                    throw Failures.translate(e, what + ": getting a connection from the " + this, false);
                }
            }
            sleep(what, pause);
            pause *= BACKOFF_FACTOR;
        }
    }

    /** Holds a permit when it returns, and only then. */
    private Connection attempt(Deadline deadline) throws SQLException {
        long nanos = Math.min(settings.acquisitionTimeout().toNanos(), deadline.remainingNanos());
        long end = System.nanoTime() + nanos;
        try {
            if (!permits.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
                throw new SQLException("all " + settings.size() + " connections were in use for "
                        + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms and " + permits.getQueueLength()
                        + " others wait; answer sooner, ask less at a time, or make the pool larger");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while waiting", e);
        }
        if (pool.getTotalConnections() < settings.size() && pool.getIdleConnections() < source.getMinimumIdle()) {
            threads.wake(); // HikariCP is to open more, and may be asleep after failures
        }
        try {
            return pool.getConnection(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
        } catch (SQLException e) {
            permits.release();
            Throwable cause = e.getCause();
            throw cause == null ? e : new SQLException(e.getMessage() + ": " + cause.getMessage(), e.getSQLState(), e);
        } catch (RuntimeException e) {
            permits.release();
            throw e;
        }
    }

    private static void sleep(String what, long nanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw StoreUnavailableException.notApplied(what + " was interrupted while waiting for a connection", e);
        }
    }

    /** HikariCP itself would look only every 30 s, or when somebody waits. */
    private void prewarm() {
        if (settings.minimumIdle() == settings.size() || pool.getTotalConnections() == settings.size()) {
            return;
        }
        int missing = settings.prewarmBelow() - pool.getIdleConnections();
        for (int i = 0; i < missing; i++) {
            pool.addBagItem(missing); // opens one, unless as many are ordered; it looks again before it does
        }
    }

    @Override
    public void giveBack(Connection connection) {
        try {
            Connections.super.giveBack(connection);
        } finally {
            permits.release();
        }
    }

    @Override
    public Optional<PoolStatistics> statistics() {
        return Optional.of(gauge.look());
    }

    @Override
    public void close() {
        ticking.cancel(false);
        ticks.shutdown();
        source.close();
        connector.close();
    }

    @Override
    public String toString() {
        return "pool of " + settings.size();
    }
}
