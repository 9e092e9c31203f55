package io.github.mem0j.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HistogramTest {
    private static final double ALLOWED = 1 / 64.0;

    static Stream<Named<ToDoubleFunction<Random>>> distributions() {
        return Stream.of(
                Named.of("uniform, 1 µs to 1 s", random -> 1e3 + random.nextDouble() * 1e9),
                Named.of("normal around 5 ms", random -> Math.abs(5e6 + random.nextGaussian() * 1e6)),
                Named.of("log-normal around 1 ms", random -> Math.exp(Math.log(1e6) + 1.5 * random.nextGaussian())),
                Named.of("Pareto from 100 µs", random -> 1e5 / Math.pow(1 - random.nextDouble(), 1 / 1.2)),
                Named.of(
                        "hits of 1 µs and loads of 200 ms",
                        random -> random.nextInt(100) < 94
                                ? 1e3 + random.nextInt(300)
                                : 2e8 + random.nextInt(10_000_000)),
                Named.of("a few nanoseconds", random -> random.nextInt(200)),
                Named.of("always the same", random -> 123_456_789));
    }

    @ParameterizedTest
    @MethodSource("distributions")
    void quantilesAreAsExactAsPromised(ToDoubleFunction<Random> distribution) {
        for (int count : new int[] {1, 2, 99, 100, 101, 50_000}) {
            Random random = new Random(42);
            long[] values = LongStream.generate(
                            () -> Math.min(3_600_000_000_000L, (long) distribution.applyAsDouble(random)))
                    .limit(count)
                    .toArray();
            Histogram histogram = new Histogram();
            Arrays.stream(values).forEach(histogram::record);
            Arrays.sort(values);
            Latency latency = histogram.latency();
            assertThat(latency.count()).isEqualTo(count);
            near(latency.p50(), values[rank(0.50, count)]);
            near(latency.p95(), values[rank(0.95, count)]);
            near(latency.p99(), values[rank(0.99, count)]);
            assertThat(latency.max().toNanos()).isEqualTo(values[count - 1]);
        }
    }

    private static int rank(double quantile, int count) {
        return (int) Math.ceil(quantile * count) - 1;
    }

    private static void near(Duration told, long exact) {
        double value = (double) exact;
        assertThat((double) told.toNanos()).isCloseTo(value, within(value * ALLOWED));
    }

    @Test
    void everyValueIsNearTheMiddleOfItsBucketAndBucketsAreInOrder() {
        int before = 0;
        for (int bits = 0; bits < 42; bits++) {
            for (long nanos = 1L << bits; nanos < 2L << bits; nanos += Math.max(1, (1L << bits) / 1_000)) {
                int bucket = Histogram.bucket(nanos);
                assertThat(bucket).isBetween(before, before + 1);
                assertThat(Math.abs(Histogram.middle(bucket) - nanos)).isLessThanOrEqualTo((long) (nanos * ALLOWED));
                before = bucket;
            }
        }
    }

    @Test
    void nothingIsLostAtTheEnds() {
        Histogram histogram = new Histogram();
        assertThat(histogram.latency())
                .isEqualTo(new Latency(0, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO));
        histogram.record(-5);
        histogram.record(0);
        histogram.record(Duration.ofHours(30).toNanos());
        Latency latency = histogram.latency();
        assertThat(latency.count()).isEqualTo(3);
        assertThat(latency.p50()).isZero();
        assertThat(latency.p99()).isGreaterThan(Duration.ofMinutes(70));
        assertThat(latency.max()).isEqualTo(Duration.ofHours(30));
    }
}
