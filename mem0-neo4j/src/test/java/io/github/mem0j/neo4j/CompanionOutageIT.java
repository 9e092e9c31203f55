package io.github.mem0j.neo4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.feed.CompanionStore;
import io.github.mem0j.feed.FeedConsumer;
import io.github.mem0j.feed.Projector;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Relation;
import io.github.mem0j.pgvector.PgVectorMemoryStore;
import io.github.mem0j.pgvector.PoolSettings;
import io.github.mem0j.services.OwnNeo4j;
import io.github.mem0j.services.Postgres;
import io.github.mem0j.services.PostgresDatabase;
import io.github.mem0j.store.Degradation;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.Operation;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.RelatedResult;
import io.github.mem0j.testkit.Fault;
import io.github.mem0j.testkit.FaultyStore;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL loses nothing to its companion's failures, and the companion nothing in the end. In the build with a few
 * hundred writes; {@code -Dmem0.neo4j.outage.writes=10000} makes them as many.
 */
@Tag("long")
class CompanionOutageIT {
    private static final Logger log = LoggerFactory.getLogger(CompanionOutageIT.class);
    private static final int WRITES = Integer.getInteger("mem0.neo4j.outage.writes", 300);
    /** A walk after each so many writes. */
    private static final int WALK_EVERY = Math.max(1, WRITES / 1_000);

    private static final MemoryScope WALKER = MemoryScope.user("walker");

    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    private static OwnNeo4j server;

    private final PostgresDatabase database = postgres.newDatabase();

    @BeforeAll
    static void start() {
        server = OwnNeo4j.start();
    }

    @AfterAll
    static void end() {
        server.close();
    }

    private static MemoryStore primary(String url, String user, String password) {
        return PgVectorMemoryStore.builder()
                .jdbcUrl(url)
                .credentials(user, password)
                .pool(PoolSettings.defaults().withSize(4))
                .dimensions(3)
                .changeFeed("graph")
                .initSchema()
                .build();
    }

    private MemoryStore primary() {
        return primary(database.jdbcUrl(), database.user(), database.password());
    }

    private static MemoryStore graph(String uri, String label) {
        return Neo4jMemoryStore.builder().uri(uri).label(label).initSchema().build();
    }

    private static CompanionStore composite(MemoryStore primary, MemoryStore graph) {
        return CompanionStore.builder(primary, graph)
                .projection(CompanionOutageIT::eager)
                .maxLag(Duration.ofHours(1))
                .build();
    }

    private static FeedConsumer.Builder eager(FeedConsumer.Builder settings) {
        return settings.interval(Duration.ofMillis(20)).backOff(Duration.ofMillis(50), Duration.ofSeconds(1));
    }

    private static RelatedRequest walk(MemoryStore store) {
        List<UUID> ids = Trial.add(store, WALKER, 2);
        store.relate(RelateRequest.of(WALKER, Relation.of(ids.get(0), ids.get(1))));
        return RelatedRequest.of(WALKER, ids.get(0));
    }

    private static boolean isFlagged(MemoryStore store, RelatedRequest walk) {
        RelatedResult answer = store.related(walk);
        assertThat(answer.nodes()).hasSize(1);
        Set<Degradation> degradations = answer.provenance().degradations();
        assertThat(degradations).isSubsetOf(Degradation.GRAPH_FALLBACK);
        return !degradations.isEmpty();
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within two minutes").isLessThan(end);
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static void assertInStep(CompanionStore store, MemoryStore primary, MemoryStore graph) {
        await(() -> store.projector().lag().changes() == 0);
        List<String> expected = MixedWrites.everything(primary);
        assertThat(expected).hasSizeGreaterThan(WRITES / 4);
        assertThat(MixedWrites.everything(graph)).isEqualTo(expected);
        log.info("{} nodes and edges are equal, 0 lost", expected.size());
    }

    /** Killed in the midst of the writes, and started again while they go on. */
    @Test
    void serverKilledDuringWrites() {
        MemoryStore primary = primary();
        MemoryStore graph = graph(server.uri().toString(), "Killed");
        try (CompanionStore store = composite(primary, graph)) {
            RelatedRequest walk = walk(store);
            MixedWrites writes = new MixedWrites(store);
            await(() -> !isFlagged(store, walk));
            writes.make(WRITES / 4, i -> {});
            int[] answers = {0, 0};
            CompletableFuture<Void> killed = CompletableFuture.runAsync(server::kill);
            writes.make(WRITES / 2, i -> {
                boolean down = killed.isDone();
                if (i % WALK_EVERY == 0) {
                    boolean flagged = isFlagged(store, walk);
                    assertThat(flagged || !down).as("flagged while it is down").isTrue();
                    answers[flagged ? 1 : 0]++;
                }
            });
            killed.join();
            long waiting = store.projector().lag().changes();
            assertThat(waiting).isPositive();
            CompletableFuture<Void> restarted = CompletableFuture.runAsync(server::restart);
            writes.make(WRITES / 4, i -> {
                if (i % WALK_EVERY == 0) {
                    answers[isFlagged(store, walk) ? 1 : 0]++;
                }
            });
            restarted.join();
            await(() -> !isFlagged(store, walk));
            assertInStep(store, primary, graph);
            assertThat(answers[1]).isGreaterThanOrEqualTo(WRITES / 4 / WALK_EVERY);
            log.info(
                    "{} writes around a server's death: all succeeded; of {} walks {} were the primary's; {} changes waited",
                    WRITES,
                    answers[0] + answers[1],
                    answers[1],
                    waiting);
        }
    }

    /** Two JVMs share the feed while one of them writes; the other is ended by force in the middle of a batch. */
    @Test
    void hostKilledInTheMiddleOfABatch() throws Exception {
        MemoryStore primary = primary();
        MemoryStore graph = graph(server.uri().toString(), "Shared");
        MixedWrites writes = new MixedWrites(primary);
        writes.make(WRITES / 4, i -> {});
        Process other = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Other.class.getName(),
                        database.jdbcUrl(),
                        database.user(),
                        database.password(),
                        server.uri().toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(other.getInputStream().read()).as("has done its part").isEqualTo('+');
            try (CompanionStore store = composite(primary, graph)) {
                CompletableFuture<Integer> stuck = CompletableFuture.supplyAsync(() -> read(other));
                MixedWrites more = new MixedWrites(store);
                more.make(WRITES / 2, i -> {});
                for (int i = 0; !stuck.isDone() && i < WRITES; i++) {
                    more.make(1, each -> {});
                }
                assertThat(stuck.get(30, TimeUnit.SECONDS)).as("in the middle").isEqualTo('!');
                assertThat(store.projector().lag().changes())
                        .as("what it holds")
                        .isPositive();
                other.destroyForcibly();
                assertThat(other.waitFor(10, TimeUnit.SECONDS)).isTrue();
                more.make(WRITES / 4, i -> {});
                assertInStep(store, primary, graph);
            }
        } finally {
            other.destroyForcibly();
        }
    }

    private static int read(Process process) {
        try {
            return process.getInputStream().read();
        } catch (IOException e) {
            return -1;
        }
    }

    /** A JVM that deals with a few batches, and stops in the middle of one, when its memories are there and their relations not. */
    static final class Other {
        private static final int BATCHES = 5;

        public static void main(String[] args) throws Exception {
            FaultyStore target = FaultyStore.over(graph(args[3], "Shared"));
            try (Projector projector = Projector.start(
                    primary(args[0], args[1], args[2]),
                    target,
                    "graph",
                    settings -> settings.byHand().batchSize(5))) {
                for (int done = 0; done < BATCHES; ) {
                    done += projector.step() > 0 ? 1 : 0;
                }
                tell('+');
                target.inject(Fault.HANG, Operation.RELATE);
                Thread watch = new Thread(() -> {
                    try {
                        target.awaitHanging(1, Duration.ofMinutes(1));
                        tell('!');
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
                watch.start();
                while (watch.isAlive()) {
                    int unused = projector.step();
                }
            }
        }

        private static void tell(char sign) {
            System.out.print(sign);
            System.out.flush();
        }
    }
}
