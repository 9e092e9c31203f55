package io.github.mem0j.services;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** The server that the user says to use. */
final class EnvironmentNeo4j {
    private static final String URL = "MEM0_TEST_NEO4J_URL";

    private EnvironmentNeo4j() {}

    static Optional<Neo4jAddress> server() {
        return server(System.getenv());
    }

    /** @throws IllegalStateException if the URL is none of the kind bolt://host:port or neo4j://host:port */
    static Optional<Neo4jAddress> server(Map<String, String> environment) {
        String url = environment.getOrDefault(URL, "");
        if (url.isEmpty()) {
            return Optional.empty();
        }
        URI uri = url.matches("(bolt|neo4j)(\\+s|\\+ssc)?://.*") ? URI.create(url) : URI.create("none");
        if (uri.getHost() == null || uri.getUserInfo() != null || !uri.getPath().isEmpty()) {
            throw new IllegalStateException(URL + " must be like bolt://host:port or neo4j://host:port, with no more to"
                    + " it; user and password are " + URL.replace("URL", "USER") + " and "
                    + URL.replace("URL", "PASSWORD"));
        }
        return Optional.of(new Neo4jAddress(
                uri,
                environment.getOrDefault("MEM0_TEST_NEO4J_USER", "neo4j"),
                environment.getOrDefault("MEM0_TEST_NEO4J_PASSWORD", "")));
    }
}
