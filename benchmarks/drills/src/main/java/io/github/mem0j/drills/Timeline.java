package io.github.mem0j.drills;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Answers by kind and latencies over time, and what was done when. As time goes on its steps become longer. Thread-safe. */
final class Timeline {
    private static final int MOST_BUCKETS = 240;
    private static final int KINDS = Tally.Kind.values().length;
    /** Latencies in steps of powers of two of a microsecond. */
    private static final int STEPS = 32;

    private final long start = System.nanoTime();
    private long width = 50_000_000;
    private List<long[]> buckets = new ArrayList<>();
    private final List<DrillRow.Mark> marks = new ArrayList<>();

    synchronized void add(Tally.Kind kind, long begin, long end) {
        int index = (int) ((end - start) / width);
        while (index >= MOST_BUCKETS) {
            halve();
            index = (int) ((end - start) / width);
        }
        while (buckets.size() <= index) {
            buckets.add(new long[KINDS + 1 + STEPS]);
        }
        long[] bucket = buckets.get(index);
        long micros = Math.max(1, (end - begin) / 1_000);
        switch (kind) {
            case FRESH -> bucket[0]++;
            case STALE -> bucket[1]++;
            case FAILED -> bucket[2]++;
            case WRONG -> bucket[3]++;
        }
        bucket[KINDS] = Math.max(bucket[KINDS], micros);
        bucket[KINDS + 1 + Math.min(STEPS - 1, 63 - Long.numberOfLeadingZeros(micros))]++;
    }

    private void halve() {
        List<long[]> wider = new ArrayList<>();
        for (int i = 0; i < buckets.size(); i += 2) {
            long[] sum = buckets.get(i).clone();
            if (i + 1 < buckets.size()) {
                long[] other = buckets.get(i + 1);
                for (int j = 0; j < sum.length; j++) {
                    sum[j] = j == KINDS ? Math.max(sum[j], other[j]) : sum[j] + other[j];
                }
            }
            wider.add(sum);
        }
        buckets = wider;
        width *= 2;
    }

    synchronized void mark(String what) {
        marks.add(new DrillRow.Mark((System.nanoTime() - start) / 1_000_000, what));
    }

    synchronized List<DrillRow.Mark> marks() {
        return List.copyOf(marks);
    }

    /** As {@link DrillRow#buckets} has them. */
    synchronized List<List<Long>> buckets() {
        List<List<Long>> all = new ArrayList<>();
        for (int i = 0; i < buckets.size(); i++) {
            long[] bucket = buckets.get(i);
            all.add(List.of(
                    i * width / 1_000_000, bucket[0], bucket[1], bucket[2], bucket[3], bucket[KINDS], median(bucket)));
        }
        return all;
    }

    private static long median(long[] bucket) {
        long all = Arrays.stream(bucket, 0, KINDS).sum();
        long sum = 0;
        for (int step = 0; step < STEPS; step++) {
            sum += bucket[KINDS + 1 + step];
            if (2 * sum >= all && all > 0) {
                return 1L << step;
            }
        }
        return 0;
    }
}
