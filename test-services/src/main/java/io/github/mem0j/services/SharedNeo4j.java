package io.github.mem0j.services;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** The build's one Neo4j. */
final class SharedNeo4j implements SharedServer.Kind<Neo4jAddress> {
    private static final SharedServer<Neo4jAddress> SHARED = new SharedServer<>(new SharedNeo4j());

    /** It is up sooner, and does not run long enough for more optimisation to pay. */
    private static final List<String> FLAGS = List.of("-Xmx768m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private SharedNeo4j() {}

    /** @throws IllegalStateException if there is none */
    static Neo4jAddress server() {
        return SHARED.get();
    }

    @Override
    public String name() {
        return "neo4j";
    }

    @Override
    public Optional<Neo4jAddress> ofEnvironment() {
        return EnvironmentNeo4j.server();
    }

    @Override
    public Neo4jAddress start(RunFolder folder) {
        return Docker.isAvailable()
                ? DockerNeo4j.start(folder)
                : NativeNeo4j.create(folder, Map.of(), FLAGS, true).address();
    }

    @Override
    public Properties write(Neo4jAddress server) {
        Properties written = new Properties();
        written.setProperty("host", server.uri().getHost());
        written.setProperty("port", Integer.toString(server.uri().getPort()));
        return written;
    }

    /** What the build starts asks for no password. */
    @Override
    public Neo4jAddress read(Properties written) {
        URI uri = URI.create("bolt://" + written.getProperty("host") + ":" + written.getProperty("port"));
        return new Neo4jAddress(uri, "neo4j", "");
    }
}
