package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.services.Postgres;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoreRejectedException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What differs where embeddings are kept in half precision. */
class HalfvecIT {
    private static final EmbeddingSpace SPACE = new EmbeddingSpace("half", 3);
    private static final Embedding GIVEN = Embedding.of(0.1f, 1 / 3f, -65_503);

    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    private static HikariDataSource pool;
    private static MemoryStore store;

    @BeforeAll
    static void open() {
        pool = TestPools.pool(postgres.get(), 2);
        store = PgVectorMemoryStore.builder()
                .dataSource(pool)
                .dimensions(3)
                .elementType(ElementType.HALFVEC)
                .initSchema()
                .build();
    }

    @AfterAll
    static void close() {
        store.close();
        pool.close();
    }

    @Test
    void readsWhatRoundingHasKept() {
        MemoryScope scope = MemoryScope.user("rounded");
        NewMemory memory = NewMemory.of("text", GIVEN);
        add(scope, memory);
        Embedding kept = Embedding.of(0.099975586f, 0.33325195f, -65_504);
        assertThat(store.get(GetRequest.of(scope, memory.id()).includingEmbeddings())
                        .memories()
                        .get(0)
                        .embedding())
                .isEqualTo(kept);
        SearchRequest search = SearchRequest.of(scope, SPACE, GIVEN).includingEmbeddings();
        assertThat(store.search(search).hits()).singleElement().satisfies(hit -> {
            assertThat(hit.memory().embedding()).isEqualTo(kept);
            assertThat(hit.score()).isGreaterThan(0.999);
        });
    }

    @Test
    void anInsertIsKnownAsItsRepetition() {
        MemoryScope scope = MemoryScope.user("repeated");
        NewMemory memory = NewMemory.of("text", GIVEN);
        AddResult first = add(scope, memory);
        assertThat(add(scope, memory).items()).isEqualTo(first.items());
    }

    @Test
    void whatDoesNotFitIsRefusedAndNothingStored() {
        MemoryScope scope = MemoryScope.user("refused");
        List<NewMemory> many = new ArrayList<>();
        for (int i = 0; i <= Adds.MOST_BY_ARRAYS; i++) {
            many.add(NewMemory.of("text", GIVEN));
        }
        many.add(NewMemory.of("text", Embedding.of(1, 2, 65_520)));
        assertThatThrownBy(() -> store.add(AddRequest.of(scope, SPACE, many)))
                .isInstanceOf(StoreRejectedException.class)
                .hasMessageContaining("65504");
        assertThat(StoreAdmin.of(store).count(scope)).isZero();
        assertThat(add(scope, many.get(0)).items())
                .as("on the same connections")
                .hasSize(1);
    }

    private static AddResult add(MemoryScope scope, NewMemory memory) {
        return store.add(AddRequest.of(scope, SPACE, memory));
    }
}
