package io.github.mem0j.drills;

import java.util.List;
import java.util.Locale;

/** A timeline as SVG: answers by kind above, latency below on a scale of powers of ten, and what was done when. */
final class Picture {
    private static final int LEFT = 70;
    private static final int WIDTH = 860;
    private static final int TOP = 70;
    private static final int HEIGHT = 130;
    private static final int GAP = 40;
    /** Of latencies, 10 µs to 100 s. */
    private static final int DECADES = 7;

    private static final List<String> COLOURS = List.of("#4c9f70", "#e0a83e", "#8a8f98", "#d1344b");
    private static final List<String> KINDS = List.of("fresh", "stale, marked", "typed failure", "wrong");

    private final StringBuilder svg = new StringBuilder();
    private final DrillRow row;
    private final double end;

    private Picture(DrillRow row) {
        this.row = row;
        List<List<Long>> buckets = row.buckets();
        double step =
                buckets.size() < 2 ? 50 : buckets.get(1).get(0) - buckets.get(0).get(0);
        end = buckets.get(buckets.size() - 1).get(0) + step;
    }

    static String of(DrillRow row) {
        return new Picture(row).draw();
    }

    private String draw() {
        int height = TOP + 2 * HEIGHT + GAP + 30;
        add(
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif' font-size='11'>",
                LEFT + WIDTH + 20, height);
        add("<rect width='100%%' height='100%%' fill='white'/>");
        add("<text x='%d' y='18' font-size='14'>%s: answers by kind, and latency</text>", LEFT, escaped(row.name()));
        for (int kind = 0; kind < KINDS.size(); kind++) {
            add("<rect x='%d' y='26' width='10' height='10' fill='%s'/>", LEFT + kind * 120, COLOURS.get(kind));
            add("<text x='%d' y='35'>%s</text>", LEFT + 14 + kind * 120, KINDS.get(kind));
        }
        drawAnswers();
        drawLatencies();
        drawMarks();
        int bottom = TOP + 2 * HEIGHT + GAP;
        for (int i = 0; i <= 10; i++) {
            add(
                    "<text x='%.1f' y='%d' text-anchor='middle'>%.1f s</text>",
                    x(end * i / 10), bottom + 16, end * i / 10_000);
        }
        return svg.append("</svg>\n").toString();
    }

    private void drawAnswers() {
        long most = 1;
        for (List<Long> bucket : row.buckets()) {
            most = Math.max(
                    most,
                    bucket.subList(1, 5).stream().mapToLong(Long::longValue).sum());
        }
        double width = (double) WIDTH / row.buckets().size();
        for (List<Long> bucket : row.buckets()) {
            double y = TOP + HEIGHT;
            for (int kind = 0; kind < KINDS.size(); kind++) {
                double part = (double) bucket.get(1 + kind) / most * HEIGHT;
                if (part > 0) {
                    // What is rare is to be seen too.
                    double seen = Math.max(part, 1.5);
                    y -= seen;
                    add(
                            "<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' fill='%s'/>",
                            x((double) bucket.get(0)), y, width, seen, COLOURS.get(kind));
                }
            }
        }
        add("<text x='%d' y='%d' text-anchor='end'>%d</text>", LEFT - 6, TOP + 10, most);
        add("<text x='%d' y='%d' text-anchor='end'>answers</text>", LEFT - 6, TOP + 24);
    }

    private void drawLatencies() {
        int bottom = TOP + 2 * HEIGHT + GAP;
        String[] names = {"10 µs", "100 µs", "1 ms", "10 ms", "100 ms", "1 s", "10 s"};
        for (int decade = 0; decade < DECADES; decade++) {
            double y = bottom - (double) HEIGHT * decade / DECADES;
            add("<line x1='%d' y1='%.1f' x2='%d' y2='%.1f' stroke='#e5e5e5'/>", LEFT, y, LEFT + WIDTH, y);
            add("<text x='%d' y='%.1f' text-anchor='end'>%s</text>", LEFT - 6, y + 4, names[decade]);
        }
        line(5, "#1f4e79", "worst");
        line(6, "#7fb2e5", "median");
        add("<text x='%d' y='%d' fill='#1f4e79'>worst</text>", LEFT + WIDTH - 80, bottom - HEIGHT - 6);
        add("<text x='%d' y='%d' fill='#7fb2e5'>median</text>", LEFT + WIDTH - 40, bottom - HEIGHT - 6);
    }

    private void line(int column, String colour, String title) {
        int bottom = TOP + 2 * HEIGHT + GAP;
        StringBuilder points = new StringBuilder();
        for (List<Long> bucket : row.buckets()) {
            if (bucket.get(column) > 0) {
                double decades = Math.max(0, Math.log10((double) bucket.get(column) / 10));
                points.append(String.format(
                        Locale.ROOT,
                        "%.1f,%.1f ",
                        x((double) bucket.get(0)),
                        bottom - HEIGHT * Math.min(1, decades / DECADES)));
            }
        }
        add("<polyline points='%s' fill='none' stroke='%s'><title>%s</title></polyline>", points, colour, title);
    }

    private void drawMarks() {
        int i = 0;
        for (DrillRow.Mark mark : row.marks()) {
            double x = x((double) mark.millis());
            add(
                    "<line x1='%.1f' y1='%d' x2='%.1f' y2='%d' stroke='#d1344b' stroke-dasharray='3,3'/>",
                    x, TOP - 6, x, TOP + 2 * HEIGHT + GAP);
            if (row.marks().size() <= 14) {
                add(
                        "<text x='%.1f' y='%d' fill='#d1344b' font-size='9'>%s</text>",
                        x + 2, TOP - 8 - 9 * (i++ % 2), escaped(mark.what()));
            }
        }
    }

    private double x(double millis) {
        return LEFT + WIDTH * millis / end;
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
