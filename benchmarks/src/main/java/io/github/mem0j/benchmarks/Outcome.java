package io.github.mem0j.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A family's figures and what they were measured on: a file of benchmarks/results. */
record Outcome(
        String family,
        Scale scale,
        String date,
        Map<String, String> machine,
        Map<String, String> versions,
        List<Figure> figures) {

    Optional<Figure> figure(String scenario, String contender) {
        return figures.stream()
                .filter(each -> each.scenario().equals(scenario)
                        && each.contender().name().equals(contender))
                .findFirst();
    }

    /** NaN if it was not measured. */
    double value(String scenario, String contender) {
        return figure(scenario, contender).map(Figure::value).orElse(Double.NaN);
    }

    /** NaN if it was not measured. */
    double bytes(String scenario, String contender) {
        return figure(scenario, contender).map(Figure::bytes).orElse(Double.NaN);
    }

    /** How many times the one figure the other is; NaN if one was not measured. */
    double ratio(String scenario, String contender, String other) {
        return value(scenario, contender) / value(scenario, other);
    }
}
