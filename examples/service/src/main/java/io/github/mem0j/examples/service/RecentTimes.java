package io.github.mem0j.examples.service;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** How long the last {@value #KEPT} calls took: what goes on now, where statistics since the start move ever slower. */
final class RecentTimes {
    static final int KEPT = 512;

    private final AtomicLongArray nanos = new AtomicLongArray(KEPT);
    private final AtomicLong calls = new AtomicLong();

    void add(long took) {
        nanos.set((int) (calls.getAndIncrement() % KEPT), took);
    }

    /** All there were. */
    long calls() {
        return calls.get();
    }

    /** Quantiles of the kept ones in milliseconds, 0 if there are none. */
    double[] millis(double... quantiles) {
        int kept = (int) Math.min(KEPT, calls.get());
        long[] sorted = new long[kept];
        Arrays.setAll(sorted, nanos::get);
        Arrays.sort(sorted);
        return Arrays.stream(quantiles)
                .map(quantile -> kept == 0 ? 0 : sorted[(int) Math.min(kept - 1, quantile * kept)] / 1e6)
                .toArray();
    }
}
