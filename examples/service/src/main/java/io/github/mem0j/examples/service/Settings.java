package io.github.mem0j.examples.service;

import java.net.URI;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What to start, from {@code -Dservice.…}.
 *
 * @param host the address to listen on
 * @param port the port, 0 for any that is free
 * @param jdbc the PostgreSQL database, or null for the embedded store
 * @param redis the Redis server, or null for none
 * @param neo4j the Neo4j that answers walks along relations, in step with the database, or null for none
 */
record Settings(
        String host,
        int port,
        @Nullable String jdbc,
        @Nullable URI redis,
        @Nullable URI neo4j) {
    private static final String PREFIX = "service.";
    private static final Set<String> KNOWN = new TreeSet<>(Set.of("host", "port", "jdbc", "redis", "neo4j"));

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException saying what to put right
     */
    static Settings of(Properties properties) {
        for (String name : new TreeSet<>(properties.stringPropertyNames())) {
            if (name.startsWith(PREFIX) && !KNOWN.contains(name.substring(PREFIX.length()))) {
                throw new IllegalArgumentException("-D" + name + " is not known; there are -Dservice.host=127.0.0.1,"
                        + " -Dservice.port=8080, -Dservice.jdbc=jdbc:postgresql://…, -Dservice.redis=redis://… and"
                        + " -Dservice.neo4j=bolt://…");
            }
        }
        String jdbc = jdbc(properties.getProperty(PREFIX + "jdbc"));
        URI neo4j = neo4j(properties.getProperty(PREFIX + "neo4j"));
        if (neo4j != null && jdbc == null) {
            throw new IllegalArgumentException(
                    "-Dservice.neo4j is a graph beside the database: it needs -Dservice.jdbc=jdbc:postgresql://…");
        }
        return new Settings(
                properties.getProperty(PREFIX + "host", "127.0.0.1"),
                port(properties.getProperty(PREFIX + "port", "8080")),
                jdbc,
                redis(properties.getProperty(PREFIX + "redis")),
                neo4j);
    }

    /** On a free port of this machine. */
    static Settings local(@Nullable String jdbc, @Nullable URI redis, @Nullable URI neo4j) {
        return new Settings("127.0.0.1", 0, jdbc, redis, neo4j);
    }

    private static int port(String value) {
        try {
            int port = Integer.parseInt(value);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException("-Dservice.port is a number from 0 to 65535, such as 8080");
    }

    private static @Nullable String jdbc(@Nullable String value) {
        if (value != null && !value.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException("-Dservice.jdbc is no URL of a PostgreSQL database; it looks like"
                    + " 'jdbc:postgresql://localhost/agents?user=me&password=secret'");
        }
        return value;
    }

    private static @Nullable URI redis(@Nullable String value) {
        if (value == null) {
            return null;
        }
        if (!value.matches("rediss?://[^\\s]+")) {
            throw new IllegalArgumentException("-Dservice.redis is no address of a Redis; it looks like"
                    + " redis://localhost:6379 or redis://user:password@host:6379");
        }
        return URI.create(value);
    }

    private static @Nullable URI neo4j(@Nullable String value) {
        if (value == null) {
            return null;
        }
        if (!value.matches("(bolt|neo4j)(\\+s|\\+ssc)?://[^\\s]+")) {
            throw new IllegalArgumentException("-Dservice.neo4j is no address of a Neo4j; it looks like"
                    + " bolt://localhost:7687 or bolt://user:password@host:7687");
        }
        return URI.create(value);
    }

    /** Without passwords. */
    @Override
    public String toString() {
        return "Settings[" + host + ":" + port + (jdbc == null ? ", embedded" : ", PostgreSQL")
                + (redis == null ? "" : ", Redis") + (neo4j == null ? "" : ", Neo4j") + "]";
    }
}
