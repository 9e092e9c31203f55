package io.github.mem0j.services;

import java.util.List;

/** Neo4j in a container, with the APOC that its image brings. */
final class DockerNeo4j {
    private static final String IMAGE = "neo4j:5.26";

    private DockerNeo4j() {}

    static Neo4jAddress start(RunFolder folder) {
        int port = Docker.run(folder, command(), 7687);
        Waits.until(Docker.PATIENCE, "an answer of Neo4j in Docker", () -> Bolt.answers("127.0.0.1", port));
        return Neo4jAddress.local(port);
    }

    static List<String> command() {
        return List.of(
                "docker",
                "run",
                "--detach",
                "--publish",
                "127.0.0.1::7687",
                "--env",
                "NEO4J_AUTH=none",
                "--env",
                "NEO4J_PLUGINS=[\"apoc\"]",
                IMAGE);
    }
}
