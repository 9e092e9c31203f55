package io.github.mem0j.drills;

import io.github.mem0j.feed.CompanionStore;
import io.github.mem0j.feed.Projector;
import io.github.mem0j.model.Memory;
import io.github.mem0j.neo4j.Neo4jMemoryStore;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.StoreAdmin;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** PostgreSQL with Neo4j as its companion. */
final class Companions {
    private Companions() {}

    static Stack.Settings settings(DrillRun run, String name) {
        return add(run.settings(name), () -> graph(run, name));
    }

    static Stack.Settings add(Stack.Settings settings, Supplier<MemoryStore> graph) {
        return settings.pgvector(builder -> builder.changeFeed("graph"))
                .below(primary -> CompanionStore.builder(primary, graph.get())
                        // A server that has just started plans its first walk for longer than a walk may take.
                        .timeout(Duration.ofSeconds(1))
                        .build());
    }

    /** In the shared server. */
    static MemoryStore graph(DrillRun run, String name) {
        return Neo4jMemoryStore.builder()
                .uri(run.servers.neo4j().uri().toString())
                .label(label(name))
                .initSchema()
                .build();
    }

    static String label(String name) {
        return name.replace("_", "");
    }

    /** Whether nothing waits in the feed. */
    static boolean inStep(Exercise exercise) {
        return projector(exercise).lag().changes() == 0;
    }

    private static Projector projector(Exercise exercise) {
        return exercise.stacks
                .get(0)
                .store
                .unwrap(CompanionStore.class)
                .orElseThrow()
                .projector();
    }

    /** As docs/operations.md has it after a restore: emptied, and filled again. */
    static void rebuild(DrillRun run, Exercise exercise, String name) {
        try (MemoryStore graph = graph(run, name)) {
            for (String owner : exercise.oracle.owners()) {
                long unused = StoreAdmin.of(graph).erase(Worker.scope(owner));
            }
        }
        projector(exercise).rebuild(null, progress -> {});
    }

    /** Ends the load and, once nothing waits, compares what both have. */
    static void compare(Exercise exercise, Stack.Settings primary, Supplier<MemoryStore> graph)
            throws InterruptedException {
        exercise.rest();
        Pauses.require("Neo4j is in step", Duration.ofSeconds(60), () -> inStep(exercise));
        try (MemoryStore truth = primary.bare();
                MemoryStore companion = graph.get()) {
            for (String owner : exercise.oracle.owners()) {
                if (!texts(truth, owner).equals(texts(companion, owner))) {
                    exercise.tally.wrongBeside("Neo4j and PostgreSQL differ about " + owner);
                }
            }
        }
    }

    private static Map<UUID, String> texts(MemoryStore store, String owner) {
        return Worker.all(store, owner).stream().collect(Collectors.toMap(Memory::id, Memory::text));
    }
}
