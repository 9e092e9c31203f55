package io.github.mem0j.pgvector;

import io.github.mem0j.store.StoreUnavailableException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the indexes that a store's settings want, after the migrations and outside of their transaction. */
final class IndexSetup {
    private static final Logger LOG = LoggerFactory.getLogger(IndexSetup.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int POLLS_BETWEEN_WARNINGS = 100;

    private IndexSetup() {}

    static void run(Connections connections, Layout layout, List<IndexDdl.Index> wanted) throws SQLException {
        try (MaintenanceConnection connection = MaintenanceConnection.open(connections, layout.format())) {
            IndexCatalog catalog = new IndexCatalog(connection.session(), layout.names());
            if (isComplete(catalog.indexes(), wanted)) {
                return;
            }
            if (!awaitLock(connection, layout, () -> isComplete(catalog.indexes(), wanted))) {
                return;
            }
            Map<String, Boolean> there = catalog.indexes();
            for (IndexDdl.Index index : wanted) {
                if (Boolean.FALSE.equals(there.get(index.name()))) {
                    catalog.drop(index.name());
                    there.remove(index.name());
                }
                if (!there.containsKey(index.name())) {
                    LOG.info(
                            "Creating index {} on {}",
                            index.name(),
                            layout.names().memory());
                    catalog.create(index);
                }
            }
        }
    }

    private interface Check {
        boolean holds() throws SQLException;
    }

    /** False if another has done the work meanwhile. Polls: a session that waited in the server would hold up builds. */
    private static boolean awaitLock(MaintenanceConnection connection, Layout layout, Check done) throws SQLException {
        for (int polls = 1; !connection.tryLock(layout.names()); polls++) {
            if (done.holds()) {
                return false;
            }
            if (polls % POLLS_BETWEEN_WARNINGS == 0) {
                LOG.warn(
                        "Still waiting for whoever works on the indexes of {}. If nobody does: through PgBouncer in transaction"
                                + " mode a lock stays with a server connection, give maintenanceDataSource(a direct one)",
                        layout.names().memory());
            }
            if (Thread.currentThread().isInterrupted()) {
                throw StoreUnavailableException.notApplied("interrupted while waiting to create indexes", null);
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        return true;
    }

    private static boolean isComplete(Map<String, Boolean> there, List<IndexDdl.Index> wanted) {
        return wanted.stream().allMatch(index -> Boolean.TRUE.equals(there.get(index.name())));
    }
}
