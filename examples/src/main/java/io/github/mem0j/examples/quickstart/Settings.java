package io.github.mem0j.examples.quickstart;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What to do, from {@code -Dquickstart.…}.
 *
 * @param file the conversation to remember, or null
 * @param ask what to ask, or null
 * @param memory the file to keep the memories in, or null for none
 * @param jdbc the PostgreSQL database to keep them in, or null for none
 * @param neo4j the Neo4j to keep them in, or null for none
 */
record Settings(
        @Nullable Path file,
        @Nullable String ask,
        @Nullable Path memory,
        @Nullable String jdbc,
        @Nullable URI neo4j) {
    private static final String PREFIX = "quickstart.";
    private static final Pattern NEO4J = Pattern.compile("(bolt|neo4j)(\\+s|\\+ssc)?://");
    private static final Set<String> KNOWN = new TreeSet<>(Set.of("ask", "file", "jdbc", "memory", "neo4j"));

    static Settings of(Properties properties) {
        for (String name : new TreeSet<>(properties.stringPropertyNames())) {
            if (name.startsWith(PREFIX) && !KNOWN.contains(name.substring(PREFIX.length()))) {
                throw new UserMistake("-D" + name + " is not known; there are -Dquickstart.file=F,"
                        + " -Dquickstart.ask=\"…\", -Dquickstart.memory=F,"
                        + " -Dquickstart.jdbc=jdbc:postgresql://… and -Dquickstart.neo4j=bolt://…");
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
        String jdbc = jdbc(properties);
        URI neo4j = neo4j(properties);
        if (Stream.of(memory, jdbc, neo4j).filter(Objects::nonNull).count() > 1) {
            throw new UserMistake("-D" + PREFIX + "memory, -D" + PREFIX + "jdbc and -D" + PREFIX
                    + "neo4j are places to remember in; choose one");
        }
        return new Settings(path(properties, "file"), ask, memory, jdbc, neo4j);
    }

    private static @Nullable String jdbc(Properties properties) {
        String url = value(properties, "jdbc");
        if (url != null && !url.startsWith("jdbc:postgresql:")) {
            throw new UserMistake("-D" + PREFIX + "jdbc is no URL of a PostgreSQL database; it looks like"
                    + " 'jdbc:postgresql://localhost/agents?user=me&password=secret'");
        }
        return url;
    }

    private static @Nullable URI neo4j(Properties properties) {
        String uri = value(properties, "neo4j");
        try {
            if (uri == null || (NEO4J.matcher(uri).lookingAt() && new URI(uri).getHost() != null)) {
                return uri == null ? null : new URI(uri);
            }
        } catch (URISyntaxException e) {
            // Its message would quote the password.
        }
        throw new UserMistake("-D" + PREFIX + "neo4j is no address of a Neo4j; it looks like 'bolt://localhost:7687',"
                + " or 'bolt://user:password@localhost:7687'");
    }

    /** Whether the memories outlive this run. */
    boolean keeps() {
        return memory != null || jdbc != null || neo4j != null;
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
