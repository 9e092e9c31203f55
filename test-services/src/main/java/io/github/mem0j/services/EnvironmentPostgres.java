package io.github.mem0j.services;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** The server that the user says to use. */
final class EnvironmentPostgres {
    private static final String URL = "MEM0_TEST_POSTGRES_URL";
    private static final String PREFIX = "jdbc:postgresql:";

    private EnvironmentPostgres() {}

    static Optional<PostgresDatabase> server() {
        return server(System.getenv());
    }

    /** @throws IllegalStateException if the URL is none of the kind jdbc:postgresql://host:port/database */
    static Optional<PostgresDatabase> server(Map<String, String> environment) {
        String url = environment.getOrDefault(URL, "");
        if (url.isEmpty()) {
            return Optional.empty();
        }
        URI uri = url.startsWith(PREFIX) ? URI.create(url.substring("jdbc:".length())) : URI.create("none");
        if (uri.getHost() == null || uri.getQuery() != null || uri.getPath().length() < 2) {
            throw new IllegalStateException(
                    URL + " must be like jdbc:postgresql://host:port/database, with no parameters");
        }
        return Optional.of(new PostgresDatabase(
                uri.getHost(),
                uri.getPort() < 0 ? 5432 : uri.getPort(),
                uri.getPath().substring(1),
                environment.getOrDefault("MEM0_TEST_POSTGRES_USER", "postgres"),
                environment.getOrDefault("MEM0_TEST_POSTGRES_PASSWORD", "")));
    }
}
