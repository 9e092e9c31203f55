package io.github.mem0j.benchmarks;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one contender did in one scenario.
 *
 * @param value the median of the rounds, {@code low} and {@code high} the least and the greatest of them
 * @param unit of the three and of {@code p99}; with {@code /s} at its end more is better, else less
 * @param p99 of single calls, median of the rounds, where calls are timed one by one
 * @param bytes of heap that a call takes
 * @param quality of a search's answers
 */
record Figure(
        String scenario,
        Contender contender,
        String unit,
        double value,
        double low,
        double high,
        @Nullable Double p99,
        @Nullable Double bytes,
        @Nullable Quality quality) {
    static Figure of(String scenario, Contender contender, String unit, double... rounds) {
        double[] sorted = rounds.clone();
        Arrays.sort(sorted);
        return new Figure(
                scenario,
                contender,
                unit,
                Numbers.median(sorted),
                sorted[0],
                sorted[sorted.length - 1],
                null,
                null,
                null);
    }

    Figure withP99(double value) {
        return new Figure(scenario, contender, unit, this.value, low, high, value, bytes, quality);
    }

    Figure withBytes(double value) {
        return new Figure(scenario, contender, unit, this.value, low, high, p99, value, quality);
    }

    Figure withQuality(@Nullable Quality value) {
        return new Figure(scenario, contender, unit, this.value, low, high, p99, bytes, value);
    }

    boolean moreIsBetter() {
        return unit.endsWith("/s");
    }
}
