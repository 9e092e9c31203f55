package io.github.mem0j.examples.quickstart;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How long each kind of operation took in this run. */
final class Timings {
    private final Map<String, List<Long>> nanos = new LinkedHashMap<>();

    synchronized void add(String operation, long took) {
        nanos.computeIfAbsent(operation, key -> new ArrayList<>()).add(took);
    }

    synchronized void print(Report report) {
        if (nanos.isEmpty()) {
            return;
        }
        report.line("");
        report.line("%-48s%8s%12s%12s", "Latency in this run", "times", "p50", "max");
        nanos.forEach((operation, took) -> {
            List<Long> sorted = took.stream().sorted().toList();
            report.line(
                    "  %-46s%,8d%12s%12s",
                    operation,
                    sorted.size(),
                    human(sorted.get((sorted.size() - 1) / 2)),
                    human(sorted.get(sorted.size() - 1)));
        });
    }

    static String human(long nanos) {
        if (nanos >= 100_000_000 && nanos < 1_000_000_000) {
            return nanos / 1_000_000 + " ms";
        }
        if (nanos < 1_000_000) {
            return String.format(Locale.ROOT, "%.0f µs", nanos / 1e3);
        }
        return nanos < 1_000_000_000
                ? String.format(Locale.ROOT, "%.1f ms", nanos / 1e6)
                : String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }
}
