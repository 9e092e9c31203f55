package io.github.mem0j.benchmarks;

import java.util.List;

/** A family's figures as bars, and the one picture for the README. */
final class Charts {
    private static final int WIDTH = 860;
    private static final int LABEL = 310;
    private static final int LONGEST = 380;
    private static final String OURS = "#1f7a4d";
    private static final String PEER = "#9aa5b1";
    private static final String FLOOR = "#d9c27a";

    private Charts() {}

    /** Bars from zero, one scale for each scenario; the thin line is from the least to the greatest round. */
    static String bars(Family family, Outcome outcome) {
        Svg svg = new Svg(WIDTH);
        svg.text(16, 28, 16, "start", true, family.title());
        double y = 46;
        String last = "";
        double greatest = 1;
        for (Figure figure : outcome.figures()) {
            if (!figure.scenario().equals(last)) {
                last = figure.scenario();
                greatest = outcome.figures().stream()
                        .filter(each -> each.scenario().equals(figure.scenario()))
                        .mapToDouble(Figure::high)
                        .max()
                        .orElse(1);
                y += 12;
                svg.text(16, y + 10, 13, "start", true, last + ", " + direction(figure));
                y += 20;
            }
            bar(svg, y, figure, greatest);
            y += 22;
        }
        return svg.draw(y + 12);
    }

    private static String direction(Figure figure) {
        return figure.unit() + (figure.moreIsBetter() ? ", more is better" : ", less is better");
    }

    private static void bar(Svg svg, double y, Figure figure, double greatest) {
        Quality quality = figure.quality();
        String wrong = quality == null || quality.isRight() ? "" : "  wrong: recall " + Numbers.read(quality.recall());
        svg.text(
                LABEL - 8,
                y + 13,
                12,
                "end",
                figure.contender().role() == Role.OURS,
                figure.contender().name());
        svg.bar(LABEL, y + 2, Math.max(1, LONGEST * figure.value() / greatest), 14, colour(figure));
        svg.line(
                LABEL + LONGEST * figure.low() / greatest,
                y + 9,
                LABEL + LONGEST * figure.high() / greatest,
                y + 9,
                "#222");
        svg.text(
                LABEL + LONGEST * figure.high() / greatest + 6,
                y + 13,
                12,
                "start",
                false,
                Numbers.read(figure.value()) + wrong);
    }

    private static String colour(Figure figure) {
        return switch (figure.contender().role()) {
            case OURS -> OURS;
            case PEER -> PEER;
            case FLOOR -> FLOOR;
        };
    }

    /** How many of the ten nearest are found, as dots, and how long that takes, as a bar. */
    static String overview(List<Figure> figures, String what) {
        Svg svg = new Svg(WIDTH);
        svg.text(16, 28, 17, "start", true, "Asked for the 10 nearest memories of one user: how many come, and when?");
        svg.text(16, 48, 12, "start", false, what);
        svg.text(230, 78, 12, "start", true, "found, of the true 10");
        svg.text(420, 78, 12, "start", true, "milliseconds, median");
        double greatest = figures.stream().mapToDouble(Figure::value).max().orElse(1);
        double y = 90;
        for (Figure figure : figures) {
            svg.text(
                    16,
                    y + 18,
                    13,
                    "start",
                    figure.contender().role() == Role.OURS,
                    figure.contender().name());
            double found = figure.quality() == null ? 0 : figure.quality().recall() * Data.LIMIT;
            for (int i = 0; i < Data.LIMIT; i++) {
                boolean there = i + 0.5 < found;
                svg.dot(
                        236 + 15 * i,
                        y + 14,
                        5.5,
                        there ? colour(figure) : "white",
                        there ? colour(figure) : "#c0392b");
            }
            svg.text(384, y + 18, 12, "start", false, Numbers.read(found));
            double length = Math.max(1, 350 * figure.value() / greatest);
            svg.bar(420, y + 6, length, 16, colour(figure));
            svg.text(426 + length, y + 18, 12, "start", false, Numbers.read(figure.value() / 1_000));
            y += 30;
        }
        return svg.draw(y + 12);
    }
}
