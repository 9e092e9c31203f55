package io.github.mem0j.examples.quickstart;

import io.github.mem0j.AgentMemory;
import io.github.mem0j.pgvector.PgVectorMemoryStore;
import io.github.mem0j.store.MemoryStore;
import org.jspecify.annotations.Nullable;

/**
 * Where the memories are: in this JVM, with or without a file, or in PostgreSQL. The rest of the quickstart does not
 * know.
 *
 * @param agent the memory
 * @param store the store to close after it, or null if it has its own
 */
record Place(AgentMemory agent, @Nullable MemoryStore store) implements AutoCloseable {
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
        if (settings.memory() != null) {
            builder.file(settings.memory());
        }
        return new Place(builder.build(), null);
    }

    @Override
    public void close() {
        agent.close();
        if (store != null) {
            store.close();
        }
    }
}
