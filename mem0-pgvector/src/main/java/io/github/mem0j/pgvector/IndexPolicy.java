package io.github.mem0j.pgvector;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How similarity search finds the nearest memories of an owner. An exact scan finds all of them and takes time in
 * proportion to what the owner has; an HNSW index is fast however many there are, finds nearly all, and makes writes
 * dearer.
 *
 * <p>Under every policy an owner with fewer memories than asked for gets them all.
 */
public sealed interface IndexPolicy {
    /**
     * The default: exact, but for the few largest owners, who get a partial HNSW index of their own by
     * {@link IndexMaintenance}, which takes it into use once it has shown the recall asked for.
     *
     * <p>Measured with 50,000 of an owner's clustered 64-d vectors among 100,000: a search in 1/11 to 1/14 of the exact
     * one's time, recall@10 1.0 on that easy set, 24 to 39 s to build and calibrate. Sixteen such indexes of others made
     * adding 1.08, updating 1.19 and getting one memory 1.37 times as long.
     */
    static ExactThenPartial exactThenPartial() {
        return new ExactThenPartial(20_000, 16, 24, 200, 0.99, null);
    }

    /**
     * One HNSW index over everybody's memories, which {@code initSchema()} creates. The planner takes it where an owner
     * has a good share of all memories, and scans exactly elsewhere. No recall is promised, every write pays for the
     * index, and what finds fewer than asked for is searched once more, exactly.
     */
    static GlobalHnsw globalHnsw(int m, int efConstruction) {
        return new GlobalHnsw(m, efConstruction, 100);
    }

    /** No approximate index is ever used: all are found, in a time that grows with the owner. */
    static ExactOnly exactOnly() {
        return new ExactOnly();
    }

    /** See {@link IndexPolicy#exactOnly}. */
    record ExactOnly() implements IndexPolicy {}

    /**
     * See {@link IndexPolicy#globalHnsw}.
     *
     * @param m links of each node, 2 to 100
     * @param efConstruction candidates while building, 2·m to 1,000
     * @param efSearch candidates while searching, at least; never fewer than the limit asked for
     */
    record GlobalHnsw(int m, int efConstruction, int efSearch) implements IndexPolicy {
        public GlobalHnsw {
            Hnsw.require(m, efConstruction);
            Hnsw.require(efSearch >= 1 && efSearch <= Hnsw.MAX_EF, "efSearch must be 1 to 1000, but is " + efSearch);
        }

        public GlobalHnsw withEfSearch(int efSearch) {
            return new GlobalHnsw(m, efConstruction, efSearch);
        }
    }

    /**
     * See {@link IndexPolicy#exactThenPartial}.
     *
     * @param threshold live memories from which on an owner gets an index; below half of it the index is dropped
     * @param maxIndexes at most, for the largest owners; each makes everybody's writes and planning a little dearer
     * @param m links of each node, 2 to 100
     * @param efConstruction candidates while building, 2·m to 1,000
     * @param targetRecall recall@10 that an index has to show before it is used, above 0 up to 1
     * @param maintenanceInterval how often this store maintains indexes in the background; null, the default, for never:
     *     {@link IndexMaintenance#runOnce} is then called by the host
     */
    record ExactThenPartial(
            long threshold,
            int maxIndexes,
            int m,
            int efConstruction,
            double targetRecall,
            @Nullable Duration maintenanceInterval)
            implements IndexPolicy {
        public ExactThenPartial {
            Hnsw.require(m, efConstruction);
            Hnsw.require(threshold >= 1, "threshold must be positive, but is " + threshold);
            Hnsw.require(maxIndexes >= 0, "maxIndexes must not be negative, but is " + maxIndexes);
            Hnsw.require(targetRecall > 0 && targetRecall <= 1, "targetRecall must be in (0, 1]");
            Hnsw.require(
                    maintenanceInterval == null || (!maintenanceInterval.isNegative() && !maintenanceInterval.isZero()),
                    "maintenanceInterval must be positive");
        }

        public ExactThenPartial withThreshold(long threshold) {
            return new ExactThenPartial(threshold, maxIndexes, m, efConstruction, targetRecall, maintenanceInterval);
        }

        public ExactThenPartial withMaxIndexes(int maxIndexes) {
            return new ExactThenPartial(threshold, maxIndexes, m, efConstruction, targetRecall, maintenanceInterval);
        }

        public ExactThenPartial withHnsw(int m, int efConstruction) {
            return new ExactThenPartial(threshold, maxIndexes, m, efConstruction, targetRecall, maintenanceInterval);
        }

        public ExactThenPartial withTargetRecall(double targetRecall) {
            return new ExactThenPartial(threshold, maxIndexes, m, efConstruction, targetRecall, maintenanceInterval);
        }

        public ExactThenPartial withMaintenanceEvery(Duration interval) {
            return new ExactThenPartial(threshold, maxIndexes, m, efConstruction, targetRecall, interval);
        }
    }
}
