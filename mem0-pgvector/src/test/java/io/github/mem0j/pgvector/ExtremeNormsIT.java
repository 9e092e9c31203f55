package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.services.Postgres;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.SearchResult;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** pgvector sums in single precision; no answer of ours holds a score that is no number. */
class ExtremeNormsIT {
    private static final EmbeddingSpace SPACE = new EmbeddingSpace("extreme", 2);
    private static final MemoryScope ALICE = MemoryScope.user("alice");

    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    @Test
    void queriesOfAnyLengthAreComparedAndWhatCannotBeComesLast() {
        try (HikariDataSource pool = new HikariDataSource(TestPools.config(postgres.get(), 2));
                MemoryStore store = PgVectorMemoryStore.builder()
                        .dataSource(pool)
                        .dimensions(2)
                        .initSchema()
                        .build()) {
            NewMemory usual = NewMemory.of("usual", Embedding.of(1, 1));
            NewMemory huge = NewMemory.of("huge", Embedding.of(1e30f, 1e30f));
            NewMemory tiny = NewMemory.of("tiny", Embedding.of(1e-30f, 1e-30f));
            store.add(AddRequest.of(ALICE, SPACE, usual, huge, tiny));

            for (float length : new float[] {1e-30f, 1, 1e30f}) {
                SearchRequest search = SearchRequest.of(ALICE, SPACE, Embedding.of(length, 0));
                List<SearchResult.Hit> hits = store.search(search).hits();
                assertThat(hits).hasSize(3).noneMatch(hit -> Double.isNaN(hit.score()));
                assertThat(store.search(search.withMinScore(0.5).withLimit(3)).hits())
                        .anySatisfy(hit -> {
                            assertThat(hit.memory().id()).isEqualTo(usual.id());
                            assertThat(hit.score()).isEqualTo(Math.sqrt(0.5), within(1e-6));
                        });
            }
        }
    }
}
