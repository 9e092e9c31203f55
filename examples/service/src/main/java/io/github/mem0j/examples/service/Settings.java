package io.github.mem0j.examples.service;

import java.net.URI;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What to start, from {@code -Dservice.…}. Neo4j will be one more: until its module is there, {@code -Dservice.neo4j} is
 * refused like any other name that is not known.
 *
 * @param host the address to listen on
 * @param port the port, 0 for any that is free
 * @param jdbc the PostgreSQL database, or null for the embedded store
 * @param redis the Redis server, or null for none
 */
record Settings(
        String host,
        int port,
        @Nullable String jdbc,
        @Nullable URI redis) {
    private static final String PREFIX = "service.";
    private static final Set<String> KNOWN = new TreeSet<>(Set.of("host", "port", "jdbc", "redis"));

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException saying what to put right
     */
    static Settings of(Properties properties) {
        for (String name : new TreeSet<>(properties.stringPropertyNames())) {
            if (name.startsWith(PREFIX) && !KNOWN.contains(name.substring(PREFIX.length()))) {
                throw new IllegalArgumentException("-D" + name + " is not known; there are -Dservice.host=127.0.0.1,"
                        + " -Dservice.port=8080, -Dservice.jdbc=jdbc:postgresql://… and -Dservice.redis=redis://…");
            }
        }
        return new Settings(
                properties.getProperty(PREFIX + "host", "127.0.0.1"),
                port(properties.getProperty(PREFIX + "port", "8080")),
                jdbc(properties.getProperty(PREFIX + "jdbc")),
                redis(properties.getProperty(PREFIX + "redis")));
    }

    /** On a free port of this machine. */
    static Settings local(@Nullable String jdbc, @Nullable URI redis) {
        return new Settings("127.0.0.1", 0, jdbc, redis);
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

    /** Without passwords. */
    @Override
    public String toString() {
        return "Settings[" + host + ":" + port + (jdbc == null ? ", embedded" : ", PostgreSQL")
                + (redis == null ? "" : ", Redis") + "]";
    }
}
