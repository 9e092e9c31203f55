package io.github.mem0j.pgvector;

import io.github.mem0j.store.MemoryStoreException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The index policy of one store at work: what searches go by, and what runs in the background. Thread-safe. */
final class Indexes implements IndexMaintenance, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Indexes.class);
    private static final Duration REFRESH = Duration.ofSeconds(60);

    /**
     * As the builder was told.
     *
     * @param maintenance connections for DDL, or null for the store's own
     */
    record Settings(
            IndexPolicy policy, boolean covering, @Nullable DataSource maintenance) {
        static final Settings DEFAULT = new Settings(IndexPolicy.exactThenPartial(), true, null);
    }

    private final Database database;
    private final Connections connections;
    private final Layout layout;
    private final IndexPolicy policy;
    private final AnnIndexes ann;
    private final ScheduledThreadPoolExecutor background;
    private volatile @Nullable MaintenanceConnection current;
    private volatile boolean closed;

    private Indexes(Database database, Layout layout, Settings settings) {
        this.database = database;
        this.layout = layout;
        this.policy = settings.policy();
        this.connections = connections(database, settings);
        this.ann = new AnnIndexes(database, layout.names(), policy);
        this.background = new ScheduledThreadPoolExecutor(2, task -> {
            Thread thread = new Thread(task, "mem0-pgvector-indexes");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Creates what the settings want, outside of transactions. */
    static void init(Database database, Layout layout, Settings settings, int dimensions) {
        try {
            IndexSetup.run(
                    connections(database, settings),
                    layout,
                    new IndexDdl(layout).wanted(settings.policy(), settings.covering(), dimensions));
        } catch (SQLException e) {
            throw Failures.translate(e, "creating indexes", true);
        }
    }

    static Indexes open(Database database, Layout layout, Settings settings) {
        Indexes indexes = new Indexes(database, layout, settings);
        indexes.ann.refresh();
        indexes.start();
        return indexes;
    }

    private static Connections connections(Database database, Settings settings) {
        return settings.maintenance() == null ? database.connections() : new HostConnections(settings.maintenance());
    }

    private void start() {
        if (policy instanceof IndexPolicy.ExactThenPartial partial) {
            every(REFRESH, ann::refresh);
            if (partial.maintenanceInterval() != null) {
                every(partial.maintenanceInterval(), this::runOnce);
            }
        }
    }

    private void every(Duration interval, Runnable task) {
        Runnable careful = () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                if (!closed) {
                    LOG.warn("Background work on indexes failed; searches go on as before", e);
                }
            }
        };
        ScheduledFuture<?> unused = background.scheduleWithFixedDelay(
                careful, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** See {@link AnnIndexes#efSearch}. */
    OptionalInt efSearch(String ownerKey) {
        return ann.efSearch(ownerKey);
    }

    /** Under a policy without partial indexes, none is wanted. */
    private IndexPolicy.ExactThenPartial partial() {
        return policy instanceof IndexPolicy.ExactThenPartial partial
                ? partial
                : IndexPolicy.exactThenPartial().withMaxIndexes(0);
    }

    @Override
    public Report runOnce() {
        database.checkOpen();
        try {
            return run();
        } catch (SQLException e) {
            throw Failures.translate(e, "index maintenance", true);
        } finally {
            refresh(); // after the connection is given back: there may be just one
        }
    }

    private Report run() throws SQLException {
        try (MaintenanceConnection connection = MaintenanceConnection.open(connections, layout.format())) {
            if (!connection.tryLock(layout.names())) {
                return new Report(false, 0, 0, 0, 0, 0, 0);
            }
            current = connection;
            return new MaintenanceRun(connection.session(), layout, partial()).run();
        } finally {
            current = null;
        }
    }

    private void refresh() {
        try {
            ann.refresh();
        } catch (MemoryStoreException e) {
            LOG.debug("Which indexes are ready will be read again later", e);
        }
    }

    /** A build under way is cancelled: the next run, of whomever, cleans up. */
    @Override
    public void close() {
        closed = true;
        background.shutdownNow();
        MaintenanceConnection working = current;
        if (working != null) {
            working.cancel();
        }
    }
}
