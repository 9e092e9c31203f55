package io.github.mem0j.drills;

import io.github.mem0j.feed.CompanionStore;
import io.github.mem0j.neo4j.Neo4jMemoryStore;
import io.github.mem0j.store.MemoryStore;
import java.time.Duration;
import org.neo4j.driver.AuthTokens;

/** PostgreSQL with Neo4j as its companion. */
final class Companions {
    private Companions() {}

    static Stack.Settings settings(DrillRun run, String name) {
        return run.settings(name)
                .pgvector(builder -> builder.changeFeed("graph"))
                .below(primary -> CompanionStore.builder(primary, graph(run, name))
                        // A server that has just started plans its first walk for longer than a walk may take.
                        .timeout(Duration.ofSeconds(1))
                        .build());
    }

    private static MemoryStore graph(DrillRun run, String name) {
        return Neo4jMemoryStore.builder()
                .uri(run.servers.neo4j().uri().toString())
                .auth(AuthTokens.none())
                .label(label(name))
                .initSchema()
                .build();
    }

    private static String label(String name) {
        return name.replace("_", "");
    }

    /** Whether nothing waits in the feed. */
    static boolean inStep(Exercise exercise) {
        CompanionStore store =
                exercise.stacks.get(0).store.unwrap(CompanionStore.class).orElseThrow();
        return store.projector().lag().changes() == 0;
    }
}
