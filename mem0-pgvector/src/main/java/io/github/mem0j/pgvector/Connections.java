package io.github.mem0j.pgvector;

import io.github.mem0j.store.Deadline;
import java.sql.Connection;

/** Where connections come from: a pool of ours, or the host's {@code DataSource}. Thread-safe. */
interface Connections extends AutoCloseable {
    /**
     * A connection to use and close.
     *
     * @throws io.github.mem0j.store.StoreUnavailableException with outcome NOT_APPLIED if there is none in time
     */
    Connection acquire(String what, Deadline deadline);

    /** Ends what we opened; a host's {@code DataSource} is not touched. */
    @Override
    void close();
}
