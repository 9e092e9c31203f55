package io.github.mem0j.pgvector;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a user's nearest memories are found. All policies find {@code k} memories if there are {@code k}; they differ in
 * what a search costs and whether the nearest are surely the nearest.
 *
 * <p>Exact search reads all of the user's vectors, about a microsecond each, and nobody else's: right for users with up
 * to some 20,000 memories, which is nearly all users. HNSW reads a few hundred vectors whatever the number, may miss
 * some of the nearest, and makes every write dearer.
 */
public sealed interface IndexPolicy {
    /** Exact for all but the largest users, who get an index of their own each; the default. */
    static ExactThenPartial exactThenPartial() {
        return new ExactThenPartial(20_000, 16, 24, 200, 0.99, null);
    }

    /**
     * One HNSW index over everybody's memories, as the original guide has it ({@code m = 16, ef_construction = 64}). The
     * scan goes on until enough of the user's own memories were met; where they are few among many that costs far more
     * than reading just them, and a search that still met too few is repeated exactly. For stores with few users.
     */
    static GlobalHnsw globalHnsw(int m, int efConstruction) {
        return new GlobalHnsw(m, efConstruction);
    }

    /** Always exact, whatever it takes. */
    static ExactOnly exactOnly() {
        return new ExactOnly();
    }

    /**
     * Exact for all but the largest users. Indexes are built and dropped by {@link IndexMaintenance}: by a call, or in the
     * background if {@code every} is set. One is used only if it finds {@code recall} of the ten nearest, measured on the
     * user's own memories against an exact search; until then, and if it never does, the user's searches stay exact.
     *
     * @param threshold live memories from which on a user gets an index; it goes again below half as many. 20,000 by
     *     default
     * @param maxIndexes how many users at most, the largest ones; every one costs every write and plan something. 16 by
     *     default
     * @param m HNSW's links of each memory; 24 by default
     * @param efConstruction HNSW's care while building; 200 by default
     * @param recall the least share of the ten nearest to be found; 0.99 by default
     * @param every how often a thread of the store looks after the indexes, or null, the default, for only when called
     */
    record ExactThenPartial(
            long threshold,
            int maxIndexes,
            int m,
            int efConstruction,
            double recall,
            @Nullable Duration every) implements IndexPolicy {
        public ExactThenPartial {
            require(threshold >= 1, "threshold must be 1 or more");
            require(maxIndexes >= 0 && maxIndexes <= 1_000, "maxIndexes must be 0 to 1,000");
            requireHnsw(m, efConstruction);
            require(recall > 0 && recall <= 1, "recall must be above 0 and up to 1");
            require(every == null || !(every.isNegative() || every.isZero()), "every must be positive");
        }

        public ExactThenPartial withThreshold(long threshold) {
            return new ExactThenPartial(threshold, maxIndexes, m, efConstruction, recall, every);
        }

        public ExactThenPartial withMaxIndexes(int maxIndexes) {
            return new ExactThenPartial(threshold, maxIndexes, m, efConstruction, recall, every);
        }

        public ExactThenPartial withHnsw(int m, int efConstruction) {
            return new ExactThenPartial(threshold, maxIndexes, m, efConstruction, recall, every);
        }

        public ExactThenPartial withRecall(double recall) {
            return new ExactThenPartial(threshold, maxIndexes, m, efConstruction, recall, every);
        }

        /** Has a daemon thread of the store run {@link IndexMaintenance#run} each time {@code every} has passed. */
        public ExactThenPartial inBackground(Duration every) {
            return new ExactThenPartial(
                    threshold, maxIndexes, m, efConstruction, recall, requireNonNull(every, "every"));
        }
    }

    /**
     * One index for all.
     *
     * @param m HNSW's links of each memory, 2 to 100
     * @param efConstruction HNSW's care while building, {@code 2 m} to 1,000
     */
    record GlobalHnsw(int m, int efConstruction) implements IndexPolicy {
        public GlobalHnsw {
            requireHnsw(m, efConstruction);
        }
    }

    /** No approximate index. */
    record ExactOnly() implements IndexPolicy {}

    private static void requireHnsw(int m, int efConstruction) {
        require(m >= 2 && m <= 100, "m must be 2 to 100");
        require(efConstruction >= 2 * m && efConstruction <= 1_000, "efConstruction must be 2 m to 1,000");
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
