package io.github.mem0j.benchmarks;

import java.util.Locale;

/** A picture, drawn line by line. */
final class Svg {
    private final StringBuilder shapes = new StringBuilder();
    private final int width;

    Svg(int width) {
        this.width = width;
    }

    Svg bar(double x, double y, double length, double height, String colour) {
        return add(
                "<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' rx='2' fill='%s'/>", x, y, length, height, colour);
    }

    Svg line(double x1, double y1, double x2, double y2, String colour) {
        return add("<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' stroke='%s'/>", x1, y1, x2, y2, colour);
    }

    Svg dot(double x, double y, double radius, String fill, String edge) {
        return add("<circle cx='%.1f' cy='%.1f' r='%.1f' fill='%s' stroke='%s'/>", x, y, radius, fill, edge);
    }

    /** @param anchor start, middle or end */
    Svg text(double x, double y, int size, String anchor, boolean bold, String text) {
        return add(
                "<text x='%.1f' y='%.1f' font-size='%d' text-anchor='%s' font-weight='%s'>%s</text>",
                x, y, size, anchor, bold ? "bold" : "normal", escaped(text));
    }

    private Svg add(String shape, Object... arguments) {
        shapes.append(String.format(Locale.ROOT, shape, arguments)).append('\n');
        return this;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    String draw(double height) {
        return String.format(
                Locale.ROOT,
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %.0f' width='%d' height='%.0f'"
                        + " font-family='Helvetica, Arial, sans-serif' fill='#222'>%n"
                        + "<rect width='100%%' height='100%%' fill='white'/>%n%s</svg>%n",
                width,
                height,
                width,
                height,
                shapes);
    }
}
