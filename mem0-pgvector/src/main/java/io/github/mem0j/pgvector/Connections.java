package io.github.mem0j.pgvector;

import io.github.mem0j.store.Deadline;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.postgresql.jdbc.PgConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where connections come from: a pool of ours, or the host's {@code DataSource}. Thread-safe. */
interface Connections extends AutoCloseable {
    /**
     * A connection to use and give back.
     *
     * @throws io.github.mem0j.store.StoreUnavailableException with outcome NOT_APPLIED if there is none in time
     */
    Connection acquire(String what, Deadline deadline);

    /** Takes back what {@link #acquire} gave, broken or not. */
    default void giveBack(Connection connection) {
        Logger log = LoggerFactory.getLogger(Connections.class);
        try {
            if (connection.unwrap(PgConnection.class).isClosed()) {
                // Its pool has not seen it break when that was in COPY or by our watchdog: an error tells it.
                connection.createStatement().close();
            }
        } catch (SQLException e) {
            log.debug("A connection broke; its pool drops it", e);
        }
        try {
            connection.close();
        } catch (SQLException e) {
            log.debug("A connection could not be given back; its pool drops it", e);
        }
    }

    /** Of a pool of ours. */
    default Optional<PoolStatistics> statistics() {
        return Optional.empty();
    }

    /** Ends what we opened; a host's {@code DataSource} is not touched. */
    @Override
    void close();
}
