package io.github.mem0j.embedded;

import io.github.mem0j.model.Embedding;
import java.util.Arrays;

/**
 * One owner's vectors in contiguous floats, with their norms beside them. Eight rows lie interleaved: first the first
 * dimension of all eight, then the second, and so on, so that a scan reads memory straight through while eight sums
 * grow side by side. Rows are dense: removing one moves the last into its place. Not thread-safe; its owner's lock
 * guards it.
 */
final class VectorTable {
    /** Rows interleaved in one group, scored together. */
    static final int LANES = 8;

    /** Rows in a full block: growing never copies more than one, and little room is left over. */
    private static final int BLOCK_ROWS = 128;

    /** Within these norms neither the products nor the sums of a scan overflow, or lose digits by underflow. */
    private static final double SMALLEST_NORM = 1e-15;

    private static final double LARGEST_NORM = 1e15;

    /** What is looked for, made ready for a scan. */
    static final class Query {
        private final double[] exact;
        private final double norm;

        /** Of length 1, in single precision. */
        private final float[] unit;

        Query(Embedding embedding) {
            norm = embedding.norm();
            exact = new double[embedding.dimensions()];
            unit = new float[exact.length];
            for (int i = 0; i < exact.length; i++) {
                exact[i] = embedding.get(i);
                unit[i] = (float) (exact[i] / norm);
            }
        }
    }

    private final int dimensions;
    private final Dots dots;
    private float[][] blocks = {};
    private double[] norms = {};
    private int size;

    VectorTable(int dimensions) {
        this(dimensions, Dots.FASTEST);
    }

    VectorTable(int dimensions, Dots dots) {
        this.dimensions = dimensions;
        this.dots = dots;
    }

    int size() {
        return size;
    }

    /** Bytes that the table takes in the heap. */
    long bytes() {
        long bytes = 8L * norms.length;
        for (float[] block : blocks) {
            bytes += 4L * block.length;
        }
        return bytes;
    }

    /** Adds a row at the end. */
    void append(Embedding embedding) {
        int block = size / BLOCK_ROWS;
        if (block == blocks.length) {
            blocks = Arrays.copyOf(blocks, block + 1);
            blocks[block] = new float[(block == 0 ? LANES : BLOCK_ROWS) * dimensions];
        } else if (size % BLOCK_ROWS * dimensions == blocks[block].length) {
            blocks[block] = Arrays.copyOf(blocks[block], 2 * blocks[block].length);
        }
        if (size == norms.length) {
            norms = Arrays.copyOf(norms, Math.max(LANES, 2 * size));
        }
        set(size++, embedding);
    }

    void set(int row, Embedding embedding) {
        float[] block = blocks[row / BLOCK_ROWS];
        for (int i = 0, at = offset(row); i < dimensions; i++, at += LANES) {
            block[at] = embedding.get(i);
        }
        norms[row] = embedding.norm();
    }

    Embedding get(int row) {
        float[] block = blocks[row / BLOCK_ROWS];
        float[] values = new float[dimensions];
        for (int i = 0, at = offset(row); i < dimensions; i++, at += LANES) {
            values[i] = block[at];
        }
        return Embedding.of(values);
    }

    /** Removes a row; the last row, unless it is this one, now has its number. */
    void remove(int row) {
        int last = --size;
        float[] from = blocks[last / BLOCK_ROWS];
        float[] to = blocks[row / BLOCK_ROWS];
        for (int i = 0, source = offset(last), target = offset(row); i < dimensions; i++) {
            to[target + i * LANES] = from[source + i * LANES];
        }
        norms[row] = norms[last];
        if (last % BLOCK_ROWS == 0) {
            blocks = Arrays.copyOf(blocks, last / BLOCK_ROWS);
        }
    }

    /** Where the row's first dimension is, within its block. */
    private int offset(int row) {
        int inBlock = row % BLOCK_ROWS;
        return (inBlock - inBlock % LANES) * dimensions + inBlock % LANES;
    }

    /** {@code max(0, cosine)} of a row and a query, in double precision: no order depends on rounding of floats. */
    double score(int row, Query query) {
        float[] block = blocks[row / BLOCK_ROWS];
        double[] exact = query.exact;
        double a = 0; // four sums, so that one addition need not wait for the other
        double b = 0;
        double c = 0;
        double d = 0;
        int at = offset(row);
        int i = 0;
        for (; i < exact.length - 3; i += 4, at += 4 * LANES) {
            a += block[at] * exact[i];
            b += block[at + LANES] * exact[i + 1];
            c += block[at + 2 * LANES] * exact[i + 2];
            d += block[at + 3 * LANES] * exact[i + 3];
        }
        for (; i < exact.length; i++, at += LANES) {
            a += block[at] * exact[i];
        }
        return Math.max(0, Math.min(1, (a + b + (c + d)) / (norms[row] * query.norm)));
    }

    /**
     * No less than the scores of the {@link #LANES} rows from {@code first} on, and hardly more; fast. Rows past the
     * end get anything.
     *
     * @param first a multiple of {@link #LANES}
     */
    void scoresAtMost(int first, Query query, float[] bounds) {
        dots.of(blocks[first / BLOCK_ROWS], offset(first), query.unit, bounds);
        float margin = margin();
        for (int lane = 0; lane < LANES && first + lane < size; lane++) {
            double norm = norms[first + lane];
            bounds[lane] = isSound(norm) ? Math.max(0, bounds[lane] / (float) norm + margin) : 1;
        }
    }

    /** No more than the score of a row of which {@link #scoresAtMost} told the upper bound, and hardly less. */
    float scoreAtLeast(int row, float upperBound) {
        return isSound(norms[row]) ? upperBound - 2 * margin() : 0;
    }

    /**
     * A sum of n rounded products, each product of rounded factors, is off by at most (n + 2) half units in the last place
     * of the sum of their absolute values, which is at most the norm (Higham, Accuracy and Stability of Numerical
     * Algorithms, section 3.1); the rest is for adding this and for the division.
     */
    private float margin() {
        return (dimensions + 8) * 0x1p-24f;
    }

    private static boolean isSound(double norm) {
        return norm >= SMALLEST_NORM && norm <= LARGEST_NORM;
    }
}
