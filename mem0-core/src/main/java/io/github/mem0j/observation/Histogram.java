package io.github.mem0j.observation;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAccumulator;

/**
 * Durations in buckets, 32 for each doubling: what is read from it is at most 1/64 (1.6 %) off, durations below 64 ns and
 * the longest are exact. Of more than 73 minutes it knows only that, and the longest. Lock-free; 10 KB.
 */
final class Histogram {
    private static final int SUB_BITS = 5;
    private static final int SUB_BUCKETS = 1 << SUB_BITS;
    private static final int LARGEST_BITS = 42;
    private static final long LARGEST = (1L << LARGEST_BITS) - 1;

    private final AtomicLongArray buckets = new AtomicLongArray((LARGEST_BITS - SUB_BITS + 1) * SUB_BUCKETS);
    private final LongAccumulator longest = new LongAccumulator(Math::max, 0);

    void record(long nanos) {
        buckets.getAndIncrement(bucket(Math.max(0, Math.min(LARGEST, nanos))));
        longest.accumulate(nanos);
    }

    /** What was recorded until now; what is recorded meanwhile is in it or not. */
    Latency latency() {
        long[] counts = new long[buckets.length()];
        long total = 0;
        for (int i = 0; i < counts.length; i++) {
            counts[i] = buckets.get(i);
            total += counts[i];
        }
        long most = longest.get();
        return new Latency(
                total,
                quantile(counts, total, 0.50, most),
                quantile(counts, total, 0.95, most),
                quantile(counts, total, 0.99, most),
                Duration.ofNanos(most));
    }

    /** The value that {@code quantile} of all are not above. */
    private static Duration quantile(long[] counts, long total, double quantile, long most) {
        long left = (long) Math.ceil(quantile * total);
        for (int i = 0; i < counts.length && left > 0; i++) {
            left -= counts[i];
            if (left <= 0) {
                return Duration.ofNanos(Math.min(most, middle(i)));
            }
        }
        return Duration.ZERO;
    }

    /** Below 32 the value itself; then its five bits after the first, after those of all smaller powers of two. */
    static int bucket(long nanos) {
        int shift = Math.max(0, Long.SIZE - SUB_BITS - 1 - Long.numberOfLeadingZeros(nanos));
        return shift * SUB_BUCKETS + (int) (nanos >>> shift);
    }

    /** Of the values in a bucket. */
    static long middle(int bucket) {
        int shift = Math.max(0, bucket / SUB_BUCKETS - 1);
        long least = (long) (bucket - shift * SUB_BUCKETS) << shift;
        return least + (1L << shift) / 2;
    }
}
