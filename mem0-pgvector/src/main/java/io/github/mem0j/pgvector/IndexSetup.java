package io.github.mem0j.pgvector;

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

    private IndexSetup() {}

    static void run(Connections connections, Layout layout, List<IndexDdl.Index> wanted) throws SQLException {
        try (MaintenanceConnection connection = MaintenanceConnection.open(connections, layout.format())) {
            IndexCatalog catalog = new IndexCatalog(connection.session(), layout.names());
            if (isComplete(catalog.indexes(), wanted)) {
                return;
            }
            while (!connection.tryLock(layout.names())) {
                LockSupport.parkNanos(POLL.toNanos()); // a session that waited in the server would hold up builds
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

    private static boolean isComplete(Map<String, Boolean> there, List<IndexDdl.Index> wanted) {
        return wanted.stream().allMatch(index -> Boolean.TRUE.equals(there.get(index.name())));
    }
}
