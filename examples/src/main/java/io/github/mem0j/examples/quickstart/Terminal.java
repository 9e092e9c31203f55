package io.github.mem0j.examples.quickstart;

import java.io.Console;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What the standard streams are connected to. */
final class Terminal {
    private Terminal() {}

    /** Whether a line that was printed can be printed over. */
    @SuppressWarnings("SystemConsoleNull") // from 22 on, where there may be one without a terminal, it is asked
    static boolean isInteractive() {
        Console console = System.console();
        if (console == null || Runtime.version().feature() < 22) {
            return console != null;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /** Java 17 replaces what a bare locale's charset lacks; terminals show UTF-8, except those of Windows. */
    static PrintStream utf8(PrintStream stream) {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows")
                ? stream
                : new PrintStream(stream, true, StandardCharsets.UTF_8);
    }
}
