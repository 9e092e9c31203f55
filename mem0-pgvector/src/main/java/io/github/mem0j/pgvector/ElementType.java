package io.github.mem0j.pgvector;

/** How embeddings are stored. */
public enum ElementType {
    /** pgvector's {@code vector}: 4 bytes a dimension, embeddings are kept bit for bit; the default. */
    VECTOR("vector", 4),
    /**
     * pgvector's {@code halfvec}: 2 bytes a dimension. Components are rounded to 11 significant bits and must lie within
     * ±65,504; what is read is what was kept, not what was given. It halves memory, not the time of a scan.
     */
    HALFVEC("halfvec", 2);

    final String typeName;
    final int bytesPerDimension;

    ElementType(String typeName, int bytesPerDimension) {
        this.typeName = typeName;
        this.bytesPerDimension = bytesPerDimension;
    }

    /** Size of a value in a table or index, header included. */
    int storedBytes(int dimensions) {
        return 8 + bytesPerDimension * dimensions;
    }
}
