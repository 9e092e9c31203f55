package io.github.mem0j.benchmarks;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingStore;
import io.github.mem0j.services.PostgresDatabase;
import io.github.mem0j.store.MemoryStore;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.vectorstore.pgvector.PgVectorStore;
import org.springframework.ai.vectorstore.pgvector.PgVectorStore.PgIndexType;

/** Somebody who searches the {@link Corpus}. */
interface Searcher {
    /** The texts found, of all turns if {@code turn} is null, else of those before it. */
    List<String> search(String owner, float[] query, @Nullable Integer turn) throws Exception;

    default List<String> search(String owner, float[] query) throws Exception {
        return search(owner, query, null);
    }

    default void end() throws Exception {}

    private static Searcher of(Searcher search, AutoCloseable... last) {
        return new Searcher() {
            @Override
            public List<String> search(String owner, float[] query, @Nullable Integer turn) throws Exception {
                return search.search(owner, query, turn);
            }

            @Override
            public void end() throws Exception {
                for (AutoCloseable each : last) {
                    each.close();
                }
            }
        };
    }

    /** By the names of {@link SearchStores}. */
    static Searcher open(String contender) {
        PostgresDatabase database = Servers.postgres();
        return switch (contender) {
            case SearchStores.BARE -> {
                SearchByHand byHand = new SearchByHand(database, SearchStores.SCHEMA);
                yield of(byHand::search, byHand);
            }
            case SearchStores.OURS -> {
                MemoryStore store = SearchStores.ours(database, SearchStores.SCHEMA, 4);
                yield of((owner, query, turn) -> SearchStores.search(store, owner, query, turn), store);
            }
            case SearchStores.LANG -> {
                EmbeddingStore<TextSegment> store = SearchStores.langDefault(database, "lang");
                yield of((owner, query, turn) -> SearchStores.search(store, owner, query, turn));
            }
            case SearchStores.LANG_BEST -> {
                var pool = Servers.pool(database, 4);
                EmbeddingStore<TextSegment> store = SearchStores.langBest(pool, "lang_best");
                yield of((owner, query, turn) -> SearchStores.search(store, owner, query, turn), pool);
            }
            case SearchStores.SPRING -> {
                var pool = Servers.plainPool(database, Contest.scale().of(1, 10));
                yield spring(pool, "spring", PgIndexType.HNSW);
            }
            case SearchStores.SPRING_EXACT -> {
                var pool = Servers.pool(database, 4);
                yield spring(pool, "spring_exact", PgIndexType.NONE);
            }
            default -> throw new IllegalArgumentException(contender);
        };
    }

    private static Searcher spring(com.zaxxer.hikari.HikariDataSource pool, String table, PgIndexType index) {
        MadeUpModel model = new MadeUpModel();
        PgVectorStore store = SearchStores.spring(pool, table, index, model);
        return of(
                (owner, query, turn) -> {
                    model.vectors.put("the query", query);
                    return SearchStores.search(store, owner, "the query", turn);
                },
                pool);
    }
}
