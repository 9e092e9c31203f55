package io.github.mem0j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** RESULTS.md and its charts, made anew of all the JSON files there are. */
final class Report {
    private final Results results;
    private final Map<Family, Outcome> outcomes = new LinkedHashMap<>();
    private final StringBuilder text = new StringBuilder();

    private Report(Results results) {
        this.results = results;
    }

    static void write(Results results) throws IOException {
        Report report = new Report(results);
        for (Family family : Families.all()) {
            Optional<Outcome> outcome = results.load(family.name());
            if (outcome.isPresent()) {
                report.outcomes.put(family, outcome.get());
            }
        }
        report.write();
    }

    private void write() throws IOException {
        Files.createDirectories(results.folder());
        text.append("# Benchmarks\n\nMade by `benchmarks/run full`: do not edit. Each family runs the bare floor (_in")
                .append(
                        " italics_), ours (**in bold**) and the peers in one run on the same data; ratios hold within a")
                .append(
                        " family's run, and only there. Medians of rounds that take turns, with the least and the greatest")
                .append(" round. A faster answer that is not the right one is marked wrong. Raw figures are in")
                .append(" [results](results).\n\n");
        goals();
        if (Files.exists(results.notes())) {
            text.append(Files.readString(results.notes())).append('\n');
        }
        for (Map.Entry<Family, Outcome> entry : outcomes.entrySet()) {
            family(entry.getKey(), entry.getValue());
        }
        Outcome search = outcomes.entrySet().stream()
                .filter(entry -> entry.getKey() instanceof Search)
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
        if (search != null) {
            List<Figure> figures = search.figures().stream()
                    .filter(figure -> figure.scenario().equals(Search.scenario(1_000))
                            && figure.contender().role() != Role.FLOOR)
                    .toList();
            Files.writeString(
                    results.folder().resolve("overview.svg"),
                    Charts.overview(
                            figures,
                            "PostgreSQL with pgvector, 1,000 memories of the user among 54,000 of others,"
                                    + " 384 dimensions; same data, same run"));
        }
        Files.writeString(results.report(), text.toString());
    }

    private void goals() {
        text.append("## Targets\n\n");
        Tables.row(text, List.of("what", "target", "reached", "", "measured"));
        Tables.row(text, List.of("---", "---", "---", "---", "---"));
        for (Family family : Families.all()) {
            Outcome outcome = outcomes.get(family);
            for (Goal goal : family.goals()) {
                double value = outcome == null ? Double.NaN : goal.value().applyAsDouble(outcome);
                boolean known = !Double.isNaN(value);
                Tables.row(
                        text,
                        List.of(
                                "[" + goal.what() + "](#" + family.name() + ")",
                                goal.target(),
                                known ? Numbers.read(value) + " " + goal.unit() : "not measured",
                                known ? goal.met(value) ? "met" : "**missed**" : "",
                                outcome == null ? "" : outcome.date()));
            }
        }
        text.append('\n');
    }

    private void family(Family family, Outcome outcome) throws IOException {
        Files.writeString(results.folder().resolve(family.name() + ".svg"), Charts.bars(family, outcome));
        text.append("<a id=\"")
                .append(family.name())
                .append("\"></a>\n\n## ")
                .append(family.title())
                .append("\n\n")
                .append(family.how())
                .append("\n\n![](results/")
                .append(family.name())
                .append(".svg)\n\n")
                .append(Tables.markdown(outcome))
                .append('\n')
                .append(Tables.configurations(outcome))
                .append("\n_`benchmarks/run full ")
                .append(family.name())
                .append("`, ")
                .append(outcome.date())
                .append("; ")
                .append(listed(outcome.machine()))
                .append(". ")
                .append(listed(outcome.versions()))
                .append("._\n\n");
    }

    private static String listed(Map<String, String> facts) {
        return new ArrayList<>(facts.entrySet())
                .stream().map(fact -> fact.getKey() + " " + fact.getValue()).collect(Collectors.joining(", "));
    }
}
