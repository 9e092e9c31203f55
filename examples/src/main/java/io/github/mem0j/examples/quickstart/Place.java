package io.github.mem0j.examples.quickstart;

import io.github.mem0j.AgentMemory;
import io.github.mem0j.neo4j.Neo4jMemoryStore;
import io.github.mem0j.neo4j.Neo4jMemoryStoreBuilder;
import io.github.mem0j.pgvector.PgVectorMemoryStore;
import io.github.mem0j.store.MemoryStore;
import java.net.URI;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Where the memories are: in this JVM, with or without a file, in PostgreSQL or in Neo4j. The rest of the quickstart does not
 * know.
 *
 * @param agent the memory
 * @param store the store to close after it, or null if it has its own
 */
record Place(AgentMemory agent, @Nullable MemoryStore store) implements AutoCloseable {
    /** Of the memories' nodes in Neo4j. */
    static final String LABEL = "Quickstart";

    /** Held, since a logger that nobody holds forgets its level. The driver tells of each opening and closing. */
    private static final Logger DRIVER = Logger.getLogger("org.neo4j.driver");

    static Place open(Settings settings, TimedEmbedder embedder) {
        AgentMemory.Builder builder = AgentMemory.builder().embedder(embedder);
        if (settings.jdbc() != null) {
            MemoryStore store = PgVectorMemoryStore.builder()
                    .jdbcUrl(settings.jdbc())
                    .dimensions(embedder.dimensions())
                    .initSchema() // an application would have Flyway do that
                    .build();
            return new Place(builder.store(store).build(), store);
        }
        if (settings.neo4j() != null) {
            MemoryStore store = neo4j(settings.neo4j());
            return new Place(builder.store(store).build(), store);
        }
        if (settings.memory() != null) {
            builder.file(settings.memory());
        }
        return new Place(builder.build(), null);
    }

    private static MemoryStore neo4j(URI address) {
        DRIVER.setLevel(Level.WARNING);
        Neo4jMemoryStoreBuilder builder = Neo4jMemoryStore.builder()
                .uri(address.getScheme() + "://" + address.getHost()
                        + (address.getPort() < 0 ? "" : ":" + address.getPort()))
                .label(LABEL)
                .initSchema();
        String user = address.getUserInfo();
        if (user != null) {
            int colon = user.indexOf(':');
            builder.auth(colon < 0 ? user : user.substring(0, colon), colon < 0 ? "" : user.substring(colon + 1));
        }
        return builder.build();
    }

    @Override
    public void close() {
        agent.close();
        if (store != null) {
            store.close();
        }
    }
}
