package io.github.mem0j.examples.service;

import io.github.mem0j.neo4j.Neo4jMemoryStore;
import io.github.mem0j.neo4j.Neo4jMemoryStoreBuilder;
import io.github.mem0j.store.MemoryStore;
import java.net.URI;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The store in Neo4j that answers walks along relations. */
final class Graph {
    /** Whose part of the database's change feed it follows. */
    static final String CONSUMER = "graph";

    /** Held, or its level would be forgotten with it. */
    private static final Logger DRIVER = Logger.getLogger("org.neo4j.driver");

    private Graph() {}

    /**
     * Opens it.
     *
     * @throws io.github.mem0j.store.MemoryStoreException if the server cannot be reached or used
     */
    static MemoryStore store(URI address) {
        DRIVER.setLevel(Level.WARNING);
        Neo4jMemoryStoreBuilder builder = Neo4jMemoryStore.builder()
                .uri(address.getScheme() + "://" + address.getHost()
                        + (address.getPort() < 0 ? "" : ":" + address.getPort()))
                .initSchema();
        String user = address.getUserInfo();
        if (user != null) {
            int colon = user.indexOf(':');
            builder.auth(colon < 0 ? user : user.substring(0, colon), colon < 0 ? "" : user.substring(colon + 1));
        }
        return builder.build();
    }
}
