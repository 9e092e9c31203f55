package io.github.mem0j.pgvector;

/** What pgvector's HNSW indexes allow. */
final class Hnsw {
    static final int MAX_EF = 1_000;

    private Hnsw() {}

    static int maxDimensions(ElementType element) {
        return element == ElementType.VECTOR ? 2_000 : 4_000;
    }

    static void require(int m, int efConstruction) {
        require(m >= 2 && m <= 100, "m must be 2 to 100, but is " + m);
        require(
                efConstruction >= Math.max(4, 2 * m) && efConstruction <= 1_000,
                "efConstruction must be 2·m to 1000, but is " + efConstruction);
    }

    static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    /** @throws IllegalArgumentException if the policy needs an index that cannot be built */
    static void requireDimensions(IndexPolicy policy, ElementType element, int dimensions) {
        if (policy instanceof IndexPolicy.ExactOnly || dimensions <= maxDimensions(element)) {
            return;
        }
        String halves = element == ElementType.VECTOR && dimensions <= maxDimensions(ElementType.HALFVEC)
                ? "use ElementType.HALFVEC, a model with fewer dimensions, or "
                : "use a model with fewer dimensions, or ";
        throw new IllegalArgumentException("HNSW indexes of " + element.typeName + " hold at most "
                + maxDimensions(element) + " dimensions, and these are " + dimensions + "; " + halves
                + "indexPolicy(IndexPolicy.exactOnly())");
    }
}
