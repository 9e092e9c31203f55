package io.github.mem0j.pgvector;

import java.time.Duration;

/**
 * A look at a store's own pool: {@link PgVectorMemoryStore#poolStatistics}. Immutable.
 *
 * @param active connections in use
 * @param idle connections ready for use
 * @param total connections there are
 * @param waiting threads that wait for one
 * @param acquisitions how often one was got since the store was built
 * @param slowAcquisitions how many of these took longer than {@link PoolSettings#slowAcquisition}
 * @param failures how often none was got
 * @param longestWait for one, got or not, in this and the previous {@link PoolSettings#statisticsInterval}
 */
public record PoolStatistics(
        int active,
        int idle,
        int total,
        int waiting,
        long acquisitions,
        long slowAcquisitions,
        long failures,
        Duration longestWait) {}
