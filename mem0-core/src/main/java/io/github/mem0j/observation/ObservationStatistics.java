package io.github.mem0j.observation;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What an {@link Observation} has counted. Immutable.
 *
 * @param observation its name
 * @param span since when: the time since the start or the last {@link ObservationAdmin#reset}
 * @param operations those that were called, the eight first
 */
public record ObservationStatistics(String observation, Duration span, List<OperationStatistics> operations) {
    public ObservationStatistics {
        operations = List.copyOf(operations);
    }

    /** Of one operation, by its {@link OperationEvent#operation name}; empty if it was not called. */
    public Optional<OperationStatistics> operation(String name) {
        return operations.stream().filter(of -> of.operation().equals(name)).findFirst();
    }

    /** A line for each operation, to be printed in a fixed-width font; times, in milliseconds, are those of answers. */
    public String table() {
        String heading = String.format(
                Locale.ROOT,
                "%-14s %10s %9s %9s %9s %9s %7s %8s  %s%n",
                observation,
                "calls",
                "p50 ms",
                "p95 ms",
                "p99 ms",
                "max ms",
                "slow",
                "degraded",
                "failures in " + span.toSeconds() + " s");
        return operations.stream().map(ObservationStatistics::line).collect(Collectors.joining("", heading, ""));
    }

    private static String line(OperationStatistics of) {
        Latency took = of.answered();
        return String.format(
                Locale.ROOT,
                "%-14s %10d %9s %9s %9s %9s %7d %8d  %s%n",
                of.operation(),
                of.count(),
                millis(took.p50()),
                millis(took.p95()),
                millis(took.p99()),
                millis(took.max()),
                of.slow(),
                of.degraded(),
                failures(of));
    }

    private static String failures(OperationStatistics of) {
        Latency took = of.failed();
        if (took.count() == 0) {
            return "none";
        }
        return of.outcomes().entrySet().stream()
                        .filter(entry -> entry.getKey() != CallOutcome.ANSWERED)
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(", "))
                + " (p50 " + millis(took.p50()) + ", max " + millis(took.max()) + " ms)";
    }

    /** To as many digits as are known. */
    private static String millis(Duration duration) {
        double millis = duration.toNanos() / 1e6;
        int digits = millis < 1 ? 3 : millis < 10 ? 2 : millis < 100 ? 1 : 0;
        return String.format(Locale.ROOT, "%." + digits + "f", millis);
    }
}
