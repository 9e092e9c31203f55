package io.github.mem0j.neo4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mem0j.feed.Projector;
import io.github.mem0j.feed.Projector.Phase;
import io.github.mem0j.feed.Projector.Progress;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.pgvector.PgVectorMemoryStore;
import io.github.mem0j.pgvector.PoolSettings;
import io.github.mem0j.services.Neo4j;
import io.github.mem0j.services.Postgres;
import io.github.mem0j.services.PostgresDatabase;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.RelateRequest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.neo4j.driver.Driver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An empty Neo4j gets what was there before it, of ten owners, and twice as many relations as memories. In the build with
 * few; {@code -Dmem0.neo4j.rebuild.memories=50000} makes them as many.
 */
class RebuildIT {
    private static final Logger log = LoggerFactory.getLogger(RebuildIT.class);
    private static final int MEMORIES = Integer.getInteger("mem0.neo4j.rebuild.memories", 1_200);
    private static final int OWNERS = 10;

    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    @RegisterExtension
    static final Neo4j neo4j = Neo4j.shared();

    @Test
    void rebuildIsInterruptedAndResumed() {
        PostgresDatabase database = postgres.newDatabase();
        try (MemoryStore primary = PgVectorMemoryStore.builder()
                        .jdbcUrl(database.jdbcUrl())
                        .credentials(database.user(), database.password())
                        .pool(PoolSettings.defaults().withSize(4))
                        .dimensions(3)
                        .changeFeed("graph")
                        .initSchema()
                        .build();
                Driver driver = Graphs.open(neo4j.get());
                Neo4jMemoryStore graph = Neo4jMemoryStore.builder()
                        .driver(driver)
                        .label(neo4j.namespace())
                        .initSchema()
                        .build()) {
            fill(primary);
            List<Progress> seen = new ArrayList<>();
            forget(database);
            long start = System.nanoTime();
            try (Projector first = projector(primary, graph)) {
                assertThatThrownBy(() -> first.rebuild(null, progress -> {
                            note(seen, progress);
                            if (progress.done() >= MEMORIES / 2) {
                                throw new IllegalStateException("interrupted");
                            }
                        }))
                        .hasMessage("interrupted");
            }
            int before = seen.size();
            Progress last = seen.get(before - 1);
            assertThat(last.phase()).isEqualTo(Phase.COPY);
            assertThat(last.done()).isLessThan(MEMORIES);
            try (Projector second = projector(primary, graph)) {
                second.rebuild(last, progress -> note(seen, progress));
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            assertThat(seen.get(before).done()).isGreaterThan(last.done());
            assertThat(seen.get(seen.size() - 1)).isEqualTo(new Progress(Phase.SWEEP, null, MEMORIES));
            assertThat(MixedWrites.everything(graph)).isEqualTo(MixedWrites.everything(primary));
            log.info(
                    "{} memories and {} relations in {} s: {} memories a second",
                    MEMORIES,
                    2 * MEMORIES,
                    Math.round(seconds * 10) / 10.0,
                    Math.round(MEMORIES / seconds));
            Graphs.empty(driver, neo4j.namespace());
        }
    }

    /** As if there had been no feed. */
    private static void forget(PostgresDatabase database) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM mem0.memory_feed");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Projector projector(MemoryStore primary, MemoryStore graph) {
        return Projector.start(primary, graph, "graph", settings -> settings.byHand());
    }

    private static void note(List<Progress> seen, Progress progress) {
        seen.add(progress);
        if (seen.size() % 10 == 0) {
            log.info("{} {}", progress.phase(), progress.done());
        }
    }

    private static void fill(MemoryStore primary) {
        Random random = new Random(6);
        for (int owner = 0; owner < OWNERS; owner++) {
            MemoryScope scope = MemoryScope.user("owner " + owner);
            List<NewMemory> memories = IntStream.range(0, MEMORIES / OWNERS)
                    .mapToObj(i -> NewMemory.of("text " + i, Embedding.of(1, i, 0)))
                    .toList();
            primary.add(AddRequest.of(scope, Trial.SPACE, memories));
            List<UUID> ids = memories.stream().map(NewMemory::id).toList();
            List<Relation> relations = new ArrayList<>();
            for (int i = 0; i < ids.size(); i++) {
                for (int step = 1; step <= 2; step++) { // two of each memory's, to different ones
                    int to = (i + step + 2 * random.nextInt((ids.size() - 2) / 2)) % ids.size();
                    relations.add(Relation.of(ids.get(i), ids.get(to)));
                }
            }
            for (int from = 0; from < relations.size(); from += 1_000) {
                primary.relate(
                        RelateRequest.of(scope, relations.subList(from, Math.min(relations.size(), from + 1_000))));
            }
        }
    }
}
