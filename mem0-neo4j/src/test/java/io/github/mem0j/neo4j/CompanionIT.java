package io.github.mem0j.neo4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.feed.CompanionStore;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.pgvector.PgVectorMemoryStore;
import io.github.mem0j.pgvector.PoolSettings;
import io.github.mem0j.services.Neo4j;
import io.github.mem0j.services.Postgres;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.Degradation;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.RelatedResult;
import io.github.mem0j.store.ScanRequest;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.UpdateRequest;
import io.github.mem0j.testkit.Fault;
import io.github.mem0j.testkit.FaultyStore;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.neo4j.driver.Driver;

/** PostgreSQL with Neo4j as its companion. */
class CompanionIT {
    private static final int OWNERS = 4;
    private static final int WRITES = 200;

    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    @RegisterExtension
    static final Neo4j neo4j = Neo4j.shared();

    private static MemoryScope owner(int i) {
        return MemoryScope.user("user " + i % OWNERS);
    }

    @Test
    void inStepAfterAnOutageAndTheSameWalksFromBoth() {
        MemoryStore primary = PgVectorMemoryStore.builder()
                .jdbcUrl(postgres.jdbcUrl())
                .credentials(postgres.user(), postgres.password())
                .pool(PoolSettings.defaults().withSize(4))
                .dimensions(3)
                .changeFeed("graph")
                .initSchema()
                .build();
        try (Driver driver = Graphs.open(neo4j.get())) {
            MemoryStore graph = Neo4jMemoryStore.builder()
                    .driver(driver)
                    .label(neo4j.namespace())
                    .initSchema()
                    .build();
            FaultyStore link = FaultyStore.over(graph);
            // A server that has just started plans its first walk for longer than a walk may take.
            try (CompanionStore store = CompanionStore.builder(primary, link)
                    .timeout(Duration.ofSeconds(20))
                    .projection(projection -> projection.byHand().batchSize(50))
                    .build()) {
                List<UUID> ids = Trial.add(store, owner(0), 5);
                RelateRequest relate = RelateRequest.of(owner(0), Relation.of(ids.get(0), ids.get(1)));
                store.relate(relate);
                RelatedRequest walk = RelatedRequest.of(owner(0), ids.get(0));
                assertThat(store.related(walk).provenance().degradations()).containsOnly(Degradation.GRAPH_FALLBACK);
                assertThat(store.projector().drain()).isPositive();
                assertThat(store.related(walk).provenance().degradations()).isEmpty();

                link.inject(Fault.UNAVAILABLE);
                write(store, walk, ids.get(1));
                link.heal();
                long projected = store.projector().drain();
                assertThat(projected).isGreaterThan(WRITES / 2);
                assertThat(everything(graph)).isEqualTo(everything(primary)).hasSizeGreaterThan(WRITES / 4);
                assertSameWalks(store, primary);

                assertThat(StoreAdmin.of(store).erase(owner(1))).isPositive();
                assertThat(StoreAdmin.of(graph).count(owner(1))).isZero();
            }
        }
    }

    /** Every write succeeds, and the walk is answered after each. */
    private static void write(CompanionStore store, RelatedRequest walk, UUID end) {
        Random random = new Random(8);
        List<List<UUID>> all = IntStream.range(0, OWNERS)
                .mapToObj(i -> Trial.add(store, owner(i), 10))
                .toList();
        for (int i = 0; i < WRITES; i++) {
            List<UUID> ids = all.get(i % OWNERS);
            UUID some = ids.get(random.nextInt(ids.size()));
            UUID other = ids.get((ids.indexOf(some) + 1 + random.nextInt(ids.size() - 1)) % ids.size());
            switch (i % 6) {
                case 0 ->
                    store.add(AddRequest.of(owner(i), Trial.SPACE, NewMemory.of("text " + i, Embedding.of(1, i, 0))));
                case 1 ->
                    store.update(UpdateRequest.of(
                            owner(i), some, MemoryChange.none().withMetadata(Metadata.of("n", (long) i))));
                case 2 ->
                    store.delete(
                            i % 4 == 0
                                    ? DeleteRequest.ids(owner(i), some)
                                    : DeleteRequest.ids(owner(i), some).asHard());
                default ->
                    store.relate(
                            RelateRequest.of(owner(i), Relation.of(some, other).withWeight(i)));
            }
            RelatedResult answer = store.related(walk);
            assertThat(answer.memories()).extracting(memory -> memory.id()).containsExactly(end);
            assertThat(answer.provenance().degradations()).isEqualTo(Set.of(Degradation.GRAPH_FALLBACK));
        }
    }

    private static List<String> everything(MemoryStore store) {
        return StoreAdmin.of(store).scan(ScanRequest.all()).memories().stream()
                .map(stored -> stored.deduplicated() + " " + stored.memory() + " "
                        + stored.relations().stream()
                                .map(Object::toString)
                                .sorted()
                                .toList())
                .sorted()
                .toList();
    }

    private static void assertSameWalks(CompanionStore store, MemoryStore primary) {
        for (int i = 0; i < OWNERS; i++) {
            MemoryScope owner = owner(i);
            StoreAdmin.of(primary).versions(owner, 1_000).forEach(each -> {
                RelatedRequest walk =
                        RelatedRequest.of(owner, each.id()).withDepth(5).withLimit(1_000);
                RelatedResult answer = store.related(walk);
                assertThat(answer.provenance().degradations()).isEmpty();
                assertThat(answer.nodes())
                        .as("but for the order of those of one depth")
                        .containsExactlyInAnyOrderElementsOf(
                                primary.related(walk).nodes());
            });
        }
    }
}
