package io.github.mem0j.embedded;

import io.github.mem0j.model.Embedding;
import java.util.Arrays;

/**
 * One owner's vectors, row after row in contiguous floats, with their norms beside them. Rows are dense: removing one
 * moves the last into its place. Not thread-safe; its owner's lock guards it.
 */
final class VectorTable {
    /** Rows in a full block: growing never copies more than one block, and a small owner takes little room. */
    static final int BLOCK_ROWS = 1_024;

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

    /** How many blocks of at most {@link #BLOCK_ROWS} rows there are. */
    int blocks() {
        return blocks.length;
    }

    /** A query as {@link #scores} takes it. */
    static double[] widen(Embedding query) {
        double[] wide = new double[query.dimensions()];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = query.get(i);
        }
        return wide;
    }

    /**
     * {@code max(0, cosine)} of a query and each row of a block. In double precision: it costs hardly more than float,
     * since fetching the floats is what takes the time, and no order depends on rounding, overflow or underflow.
     *
     * @param scores takes the scores; of {@link #BLOCK_ROWS}
     * @return how many rows the block has
     */
    int scores(int block, double[] query, double queryNorm, double[] scores) {
        int rows = Math.min(BLOCK_ROWS, size - block * BLOCK_ROWS);
        float[] values = blocks[block];
        int row = 0;
        for (; row < rows - 3; row += 4) {
            fourDots(values, row * dimensions, query, scores, row);
        }
        for (; row < rows; row++) {
            scores[row] = dot(values, row * dimensions, query);
        }
        for (row = 0; row < rows; row++) {
            double cosine = scores[row] / (norms[block * BLOCK_ROWS + row] * queryNorm);
            scores[row] = Math.max(0, Math.min(1, cosine));
        }
        return rows;
    }

    /** Four rows at once: each element of the query is fetched once for all, and eight sums grow side by side. */
    private static void fourDots(float[] values, int first, double[] query, double[] dots, int at) {
        int second = first + query.length;
        int third = second + query.length;
        int fourth = third + query.length;
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        double oddA = 0;
        double oddB = 0;
        double oddC = 0;
        double oddD = 0;
        int i = 0;
        for (; i < query.length - 1; i += 2) {
            double even = query[i];
            double odd = query[i + 1];
            a += values[first + i] * even;
            oddA += values[first + i + 1] * odd;
            b += values[second + i] * even;
            oddB += values[second + i + 1] * odd;
            c += values[third + i] * even;
            oddC += values[third + i + 1] * odd;
            d += values[fourth + i] * even;
            oddD += values[fourth + i + 1] * odd;
        }
        if (i < query.length) {
            a += values[first + i] * query[i];
            b += values[second + i] * query[i];
            c += values[third + i] * query[i];
            d += values[fourth + i] * query[i];
        }
        dots[at] = a + oddA;
        dots[at + 1] = b + oddB;
        dots[at + 2] = c + oddC;
        dots[at + 3] = d + oddD;
    }

    /** Sums in the order of {@link #fourDots}, so that a row's score does not depend on where it lies. */
    private static double dot(float[] values, int first, double[] query) {
        double even = 0;
        double odd = 0;
        int i = 0;
        for (; i < query.length - 1; i += 2) {
            even += values[first + i] * query[i];
            odd += values[first + i + 1] * query[i + 1];
        }
        if (i < query.length) {
            even += values[first + i] * query[i];
        }
        return even + odd;
    }
}
