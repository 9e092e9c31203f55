package io.github.mem0j.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** A family's figures as a table, for people at a terminal and for Markdown. */
final class Tables {
    private Tables() {}

    static String plain(Outcome outcome) {
        StringBuilder text = new StringBuilder();
        for (Figure figure : outcome.figures()) {
            text.append(String.format(
                    Locale.ROOT,
                    "  %-34s %-44s %10s %-4s (%s to %s)%s%s%s%n",
                    figure.scenario(),
                    figure.contender().name(),
                    Numbers.read(figure.value()),
                    figure.unit(),
                    Numbers.read(figure.low()),
                    Numbers.read(figure.high()),
                    figure.p99() == null ? "" : ", p99 " + Numbers.read(figure.p99()),
                    figure.bytes() == null ? "" : ", " + Numbers.read(figure.bytes()) + " B",
                    figure.quality() == null
                            ? ""
                            : String.format(
                                    Locale.ROOT,
                                    ", %.1f rows, recall %.3f",
                                    figure.quality().rows(),
                                    figure.quality().recall())));
        }
        return text.toString();
    }

    static String markdown(Outcome outcome) {
        List<Figure> figures = outcome.figures();
        boolean p99 = figures.stream().anyMatch(figure -> figure.p99() != null);
        boolean bytes = figures.stream().anyMatch(figure -> figure.bytes() != null);
        boolean quality = figures.stream().anyMatch(figure -> figure.quality() != null);
        List<String> head = new ArrayList<>(List.of("what", "who", "median (least – greatest)"));
        if (p99) {
            head.add("p99");
        }
        head.add("× ours");
        if (bytes) {
            head.add("bytes a call");
        }
        if (quality) {
            head.addAll(List.of("rows of 10", "recall@10"));
        }
        StringBuilder text = new StringBuilder();
        row(text, head);
        row(text, head.stream().map(each -> "---").toList());
        String last = "";
        for (Figure figure : figures) {
            List<String> cells = new ArrayList<>();
            cells.add(figure.scenario().equals(last) ? "" : figure.scenario());
            last = figure.scenario();
            cells.add(name(figure));
            cells.add(Numbers.read(figure.value()) + " " + figure.unit() + " (" + Numbers.read(figure.low()) + " – "
                    + Numbers.read(figure.high()) + ")");
            if (p99) {
                cells.add(figure.p99() == null ? "" : Numbers.read(figure.p99()) + " " + figure.unit());
            }
            cells.add(ours(outcome, figure.scenario())
                    .map(ours -> Numbers.read(figure.value() / ours.value()))
                    .orElse(""));
            if (bytes) {
                cells.add(figure.bytes() == null ? "" : Numbers.read(figure.bytes()));
            }
            if (quality) {
                Quality found = figure.quality();
                cells.add(found == null ? "" : String.format(Locale.ROOT, "%.1f", found.rows()));
                cells.add(
                        found == null
                                ? ""
                                : String.format(
                                        Locale.ROOT, found.isRight() ? "%.3f" : "**%.3f, wrong**", found.recall()));
            }
            row(text, cells);
        }
        return text.toString();
    }

    /** Our first figure of the scenario: what the others are compared with. */
    static java.util.Optional<Figure> ours(Outcome outcome, String scenario) {
        return outcome.figures().stream()
                .filter(figure ->
                        figure.scenario().equals(scenario) && figure.contender().role() == Role.OURS)
                .findFirst();
    }

    private static String name(Figure figure) {
        String name = figure.contender().name();
        return switch (figure.contender().role()) {
            case FLOOR -> "_" + name + "_";
            case OURS -> "**" + name + "**";
            case PEER -> name;
        };
    }

    static void row(StringBuilder text, List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    /** Everybody once, with how they are set up. */
    static String configurations(Outcome outcome) {
        StringBuilder text = new StringBuilder();
        outcome.figures().stream()
                .map(Figure::contender)
                .filter(Objects::nonNull)
                .distinct()
                .forEach(contender -> text.append("- ")
                        .append(contender.name())
                        .append(": ")
                        .append(contender.configuration())
                        .append("\n"));
        return text.toString();
    }
}
