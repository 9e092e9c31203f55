package io.github.mem0j.examples.quickstart;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What to do, from {@code -Dquickstart.…}.
 *
 * @param file the conversation to remember, or null
 * @param ask what to ask, or null
 * @param memory the file to keep the memories in, or null for none
 * @param jdbc the database to keep them in, or null for none
 */
record Settings(
        @Nullable Path file,
        @Nullable String ask,
        @Nullable Path memory,
        @Nullable String jdbc) {
    private static final String PREFIX = "quickstart.";
    private static final Set<String> KNOWN = new TreeSet<>(Set.of("ask", "file", "jdbc", "memory"));

    static Settings of(Properties properties) {
        for (String name : new TreeSet<>(properties.stringPropertyNames())) {
            if (name.startsWith(PREFIX) && !KNOWN.contains(name.substring(PREFIX.length()))) {
                throw new UserMistake("-D" + name + " is not known; there are -Dquickstart.file=F,"
                        + " -Dquickstart.ask=\"…\", -Dquickstart.memory=F and"
                        + " -Dquickstart.jdbc=jdbc:postgresql://…");
            }
        }
        String ask = value(properties, "ask");
        if (ask != null && ask.indexOf('\uFFFD') >= 0) {
            throw new UserMistake(
                    "-D" + PREFIX + "ask did not arrive as it was typed: Java took the terminal for one without"
                            + " UTF-8; set LC_ALL=C.UTF-8 and run again");
        }
        Path memory = path(properties, "memory");
        if (memory != null && Files.isDirectory(memory)) {
            throw new UserMistake(memory + " is a directory; name a file in it, such as "
                    + memory.resolve("memory.jsonl") + ", which need not be there yet");
        }
        return new Settings(path(properties, "file"), ask, memory, jdbc(properties, memory));
    }

    private static @Nullable String jdbc(Properties properties, @Nullable Path memory) {
        String url = value(properties, "jdbc");
        if (url != null && !url.startsWith("jdbc:postgresql:")) {
            throw new UserMistake("-D" + PREFIX + "jdbc is no URL of a PostgreSQL database; it looks like"
                    + " 'jdbc:postgresql://localhost/agents?user=me&password=secret'");
        }
        if (url != null && memory != null) {
            throw new UserMistake(
                    "-D" + PREFIX + "jdbc and -D" + PREFIX + "memory are two places to remember in;" + " choose one");
        }
        return url;
    }

    /** Whether the memories outlive this run. */
    boolean keeps() {
        return memory != null || jdbc != null;
    }

    private static @Nullable Path path(Properties properties, String name) {
        String value = value(properties, name);
        try {
            return value == null ? null : Path.of(value);
        } catch (InvalidPathException e) {
            throw new UserMistake("-D" + PREFIX + name + " is no path: " + e.getMessage());
        }
    }

    private static @Nullable String value(Properties properties, String name) {
        String value = properties.getProperty(PREFIX + name);
        if (value != null && value.isBlank()) {
            throw new UserMistake("-D" + PREFIX + name + " has no value; give one or leave it out");
        }
        return value;
    }
}
