package io.github.mem0j.drills;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.services.OwnNeo4j;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.Degradation;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.ReadOptions;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.RelatedResult;
import io.github.mem0j.store.StoreUnavailableException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** The companion goes away: walks are answered by PostgreSQL meanwhile, and the feed brings it in step again. */
final class Neo4jFails implements Drill {
    private static final String OWNER = "walked";

    @Override
    public String name() {
        return "neo4j-fails";
    }

    @Override
    public String load() {
        return "2 JVMs over PostgreSQL with Neo4j as companion, 8 threads, 20 % writes; one more walks and relates";
    }

    @Override
    public String faults() {
        return "Neo4j stopped (SIGSTOP), then killed, while the feed brings it what is written";
    }

    @Override
    public DrillRow run(DrillRun run) throws Exception {
        String name = run.newName(this);
        OwnNeo4j neo4j = run.servers.neo4j();
        AtomicLong walks = new AtomicLong();
        AtomicLong fallbacks = new AtomicLong();
        try (Exercise exercise = new Exercise(run, this)) {
            exercise.open(() -> Companions.settings(run, name));
            Walker walker = new Walker(exercise.stacks.get(0).store, exercise.tally, walks, fallbacks);
            walker.begin();
            exercise.besides(walker::turn).work(8);
            exercise.fault("SIGSTOP", neo4j::pause);
            Pauses.lasting(run.millis(1_500, 20_000));
            exercise.healed("SIGCONT", neo4j::resume);
            if (run.isFull()) {
                exercise.fault("kill -9", neo4j::kill);
                Pauses.lasting(Duration.ofSeconds(10));
                exercise.healed("restarted", neo4j::restart);
            }
            long back = System.nanoTime();
            exercise.rest();
            Pauses.require("Neo4j is in step again", Duration.ofSeconds(60), () -> Companions.inStep(exercise));
            long inStep = System.nanoTime() - back;
            Pauses.require("Neo4j answers again", Duration.ofSeconds(60), walker::isAnsweredByTheCompanion);
            return exercise.end(() -> run.settings(name).bare())
                    .withNote(walks + " walks, " + fallbacks + " of them answered by PostgreSQL in its place and marked"
                            + " GRAPH_FALLBACK; Neo4j was in step " + inStep / 1_000_000 + " ms after the load ended"
                            + (run.isFull() ? "" : "; the kill is only in the full form"));
        }
    }

    /** One thread that relates a hub to ever more memories, and must find all of them. */
    private static final class Walker {
        private final MemoryStore store;
        private final Tally tally;
        private final AtomicLong walks;
        private final AtomicLong fallbacks;
        private final UUID hub = NewMemory.of("any", Embedding.of(1)).id();
        private final Set<UUID> related = new HashSet<>();
        private final Set<UUID> maybe = new HashSet<>();
        private int turns;

        Walker(MemoryStore store, Tally tally, AtomicLong walks, AtomicLong fallbacks) {
            this.store = store;
            this.tally = tally;
            this.walks = walks;
            this.fallbacks = fallbacks;
        }

        void begin() {
            add(hub);
        }

        private void add(UUID id) {
            NewMemory memory = NewMemory.of(OWNER + " # hub", Worker.vector(new Random(turns)))
                    .withId(id);
            store.add(AddRequest.of(Worker.scope(OWNER), Stack.SPACE, memory));
        }

        void turn() {
            long begin = System.nanoTime();
            try {
                if (turns++ % 10 == 0 && related.size() < 20) {
                    UUID id = NewMemory.of("any", Embedding.of(1)).id();
                    maybe.add(id); // unless all goes well, nobody knows
                    add(id);
                    store.relate(RelateRequest.of(Worker.scope(OWNER), List.of(Relation.of(hub, id))));
                    maybe.remove(id);
                    related.add(id);
                }
                RelatedResult result = walk();
                walks.incrementAndGet();
                if (result.provenance().degradations().contains(Degradation.GRAPH_FALLBACK)) {
                    fallbacks.incrementAndGet();
                }
                Set<UUID> found =
                        result.memories().stream().map(memory -> memory.id()).collect(Collectors.toSet());
                boolean complete = found.containsAll(related);
                found.removeAll(related);
                boolean right = complete && maybe.containsAll(found);
                tally.answered(right ? Tally.Kind.FRESH : Tally.Kind.WRONG, begin, System.nanoTime());
                if (!right) {
                    tally.wrong("a walk of " + related.size() + " was not right: " + result.provenance());
                }
            } catch (StoreUnavailableException e) {
                tally.answered(Tally.Kind.FAILED, begin, System.nanoTime());
            }
        }

        /** Not from a cache. */
        private RelatedResult walk() {
            return store.related(RelatedRequest.of(Worker.scope(OWNER), hub)
                    .withLimit(100)
                    .withOptions(ReadOptions.DEFAULT.withFreshness(ReadOptions.Freshness.BYPASS)));
        }

        boolean isAnsweredByTheCompanion() {
            try {
                return !walk().provenance().degradations().contains(Degradation.GRAPH_FALLBACK);
            } catch (StoreUnavailableException e) {
                return false;
            }
        }
    }
}
