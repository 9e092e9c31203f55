package io.github.mem0j.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/** Medians, percentiles, and numbers as people read them. */
final class Numbers {
    private Numbers() {}

    static double median(double... values) {
        return percentile(values, 0.5);
    }

    /** The least value that {@code share} of them do not exceed. */
    static double percentile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }

    /** Three digits that count: 0.0123, 1.23, 123, 12,345. */
    static String read(double value) {
        if (Double.isNaN(value)) {
            return "–";
        }
        double size = Math.abs(value);
        int decimals = size == 0 || size >= 99.5 ? 0 : Math.max(0, 2 - (int) Math.floor(Math.log10(size)));
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
