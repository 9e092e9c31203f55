package io.github.mem0j.examples.quickstart;

import io.github.mem0j.embedder.EmbeddedText;
import io.github.mem0j.model.Memory;
import java.io.PrintStream;
import java.lang.Character.UnicodeScript;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Set;

/** Prints lines of at most {@value #WIDTH} columns. */
final class Report {
    static final int WIDTH = 100;

    private static final long NANOS_BETWEEN_LINES = 2_000_000_000L;
    private static final Set<UnicodeScript> WIDE =
            Set.of(UnicodeScript.HAN, UnicodeScript.HIRAGANA, UnicodeScript.KATAKANA, UnicodeScript.HANGUL);

    private final PrintStream out;
    private final boolean console;
    private long lastProgress;

    /**
     * Prints to {@code out}.
     *
     * @param console whether a line can be written over there
     */
    Report(PrintStream out, boolean console) {
        this.out = out;
        this.console = console;
    }

    void line(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values).stripTrailing());
    }

    /** On a console one line that changes, elsewhere a line every two seconds. */
    void progress(int done, int total) {
        if (console) {
            out.printf("\r  %,d of %,d turns", done, total);
            out.flush();
        } else if (done == 0) {
            lastProgress = System.nanoTime();
        } else if (System.nanoTime() - lastProgress >= NANOS_BETWEEN_LINES) {
            lastProgress = System.nanoTime();
            line("  %,d of %,d turns", done, total);
        }
    }

    /** Takes the changing line away. */
    void endProgress() {
        if (console) {
            out.print("\r" + " ".repeat(40) + "\r");
        }
    }

    /** A memory on one line after {@code lead}. */
    void memory(String lead, Memory memory) {
        String speaker = memory.metadata().string(EmbeddedText.SPEAKER).orElse("");
        String start = lead + date(memory) + "  " + pad(shorten(speaker, 12), 7) + "  ";
        out.println(start + shorten(memory.text(), WIDTH - columns(start)));
    }

    static LocalDate date(Memory memory) {
        return memory.createdAt().atOffset(ZoneOffset.UTC).toLocalDate();
    }

    /** On one line, without control characters, and no wider than {@code columns}. */
    static String shorten(String text, int columns) {
        StringBuilder line = new StringBuilder();
        int width = 0;
        int fits = 0; // length of what leaves room for an ellipsis
        for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
            int c = text.codePointAt(i);
            boolean space = Character.isWhitespace(c) || Character.isISOControl(c);
            if (space && (line.isEmpty() || line.charAt(line.length() - 1) == ' ')) {
                continue;
            }
            width += width(c);
            if (width > columns) {
                return line.substring(0, fits).stripTrailing() + "…";
            }
            line.appendCodePoint(space ? ' ' : c);
            fits = width < columns ? line.length() : fits;
        }
        return line.toString().stripTrailing();
    }

    private static String pad(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - columns(text)));
    }

    private static int columns(String text) {
        return text.codePoints().map(Report::width).sum();
    }

    private static int width(int codePoint) {
        return Character.charCount(codePoint) == 2 || WIDE.contains(UnicodeScript.of(codePoint)) ? 2 : 1;
    }
}
