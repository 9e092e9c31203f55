package io.github.mem0j.embedded;

import java.util.Arrays;

/**
 * Rows that may be among the best k, as far as bounds of their scores tell: all whose upper bound reaches the k-th highest
 * of the lower bounds. So hardly more than k have to be scored exactly.
 */
final class Candidates {
    private final int k;
    private int[] slots = new int[64];
    private float[] upper = new float[64];
    private int size;

    /** The highest lower bounds, at most k, the lowest of them first: a binary heap. */
    private float[] lower;

    private int lowerSize;
    private float floor;

    /** @param minScore which every row has to reach */
    Candidates(int k, double minScore) {
        this.k = k;
        lower = new float[Math.min(k, 64)];
        floor = Math.nextDown((float) minScore);
    }

    /** Whether a row with this upper bound may be one. */
    boolean mayAdmit(float upperBound) {
        return upperBound >= floor;
    }

    void add(int slot, float upperBound, float lowerBound) {
        if (size == slots.length) {
            slots = Arrays.copyOf(slots, 2 * size);
            upper = Arrays.copyOf(upper, 2 * size);
        }
        slots[size] = slot;
        upper[size++] = upperBound;
        if (lowerSize < k) {
            if (lowerSize == lower.length) {
                lower = Arrays.copyOf(lower, Math.min(k, 2 * lowerSize));
            }
            siftUp(lowerSize++, lowerBound);
        } else if (lowerBound > lower[0]) {
            siftDown(lowerBound);
        }
        if (lowerSize == k) {
            floor = Math.max(floor, lower[0]);
        }
    }

    private void siftUp(int from, float value) {
        int at = from;
        while (at > 0 && lower[(at - 1) / 2] > value) {
            lower[at] = lower[(at - 1) / 2];
            at = (at - 1) / 2;
        }
        lower[at] = value;
    }

    /** Puts the value in place of the lowest. */
    private void siftDown(float value) {
        int at = 0;
        for (int child = 1; child < lowerSize; child = 2 * at + 1) {
            if (child + 1 < lowerSize && lower[child + 1] < lower[child]) {
                child++;
            }
            if (lower[child] >= value) {
                break;
            }
            lower[at] = lower[child];
            at = child;
        }
        lower[at] = value;
    }

    /** Those that are left when all rows have been looked at. */
    int[] slots() {
        int[] left = new int[size];
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (mayAdmit(upper[i])) {
                left[count++] = slots[i];
            }
        }
        return Arrays.copyOf(left, count);
    }
}
