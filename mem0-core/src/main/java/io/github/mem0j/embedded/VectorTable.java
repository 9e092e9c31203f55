package io.github.mem0j.embedded;

import io.github.mem0j.model.Embedding;
import java.util.Arrays;

/**
 * One owner's vectors, row after row in contiguous floats, with their norms beside them. Rows are dense: removing one
 * moves the last into its place. Not thread-safe; its owner's lock guards it.
 */
final class VectorTable {
    /** Rows in a full block: growing never copies more than one block, and a small owner takes little room. */
    private static final int BLOCK_ROWS = 1_024;

    private static final int FIRST_ROWS = 8;

    private final int dimensions;
    private float[][] blocks = {};
    private double[] norms = {};
    private int size;

    VectorTable(int dimensions) {
        this.dimensions = dimensions;
    }

    int size() {
        return size;
    }

    /** Adds a row at the end. */
    void append(Embedding embedding) {
        int block = size / BLOCK_ROWS;
        int row = size % BLOCK_ROWS;
        if (block == blocks.length) {
            blocks = Arrays.copyOf(blocks, block + 1);
            blocks[block] = new float[(block == 0 ? FIRST_ROWS : BLOCK_ROWS) * dimensions];
        } else if (row * dimensions == blocks[block].length) {
            blocks[block] = Arrays.copyOf(blocks[block], 2 * blocks[block].length);
        }
        if (size == norms.length) {
            norms = Arrays.copyOf(norms, Math.max(FIRST_ROWS, 2 * size));
        }
        set(size++, embedding);
    }

    void set(int row, Embedding embedding) {
        embedding.copyTo(blocks[row / BLOCK_ROWS], row % BLOCK_ROWS * dimensions);
        norms[row] = embedding.norm();
    }

    Embedding get(int row) {
        return Embedding.of(blocks[row / BLOCK_ROWS], row % BLOCK_ROWS * dimensions, dimensions);
    }

    /** Removes a row; the last row, unless it is this one, now has its number. */
    void remove(int row) {
        int last = --size;
        System.arraycopy(
                blocks[last / BLOCK_ROWS],
                last % BLOCK_ROWS * dimensions,
                blocks[row / BLOCK_ROWS],
                row % BLOCK_ROWS * dimensions,
                dimensions);
        norms[row] = norms[last];
        if (last % BLOCK_ROWS == 0) {
            blocks = Arrays.copyOf(blocks, last / BLOCK_ROWS);
        }
    }

    /** A query as {@link #score} takes it. */
    static double[] widen(Embedding query) {
        double[] wide = new double[query.dimensions()];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = query.get(i);
        }
        return wide;
    }

    /**
     * {@code max(0, cosine)} of a row and a query. In double precision: on the scan it costs hardly more than float
     * (memory is the limit), and no order depends on rounding, overflow or underflow of floats.
     */
    double score(int row, double[] query, double queryNorm) {
        double cosine = dot(blocks[row / BLOCK_ROWS], row % BLOCK_ROWS * dimensions, query) / (norms[row] * queryNorm);
        return Math.max(0, Math.min(1, cosine));
    }

    /** Four sums, so that the processor need not wait for each addition. */
    private static double dot(float[] values, int offset, double[] query) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i < query.length - 3; i += 4) {
            a += values[offset + i] * query[i];
            b += values[offset + i + 1] * query[i + 1];
            c += values[offset + i + 2] * query[i + 2];
            d += values[offset + i + 3] * query[i + 3];
        }
        for (; i < query.length; i++) {
            a += values[offset + i] * query[i];
        }
        return a + b + c + d;
    }
}
