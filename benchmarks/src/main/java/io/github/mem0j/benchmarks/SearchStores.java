package io.github.mem0j.benchmarks;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.filter.Filter;
import dev.langchain4j.store.embedding.filter.MetadataFilterBuilder;
import dev.langchain4j.store.embedding.pgvector.DefaultMetadataStorageConfig;
import dev.langchain4j.store.embedding.pgvector.MetadataStorageMode;
import dev.langchain4j.store.embedding.pgvector.PgVectorEmbeddingStore;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.pgvector.PgVectorMemoryStore;
import io.github.mem0j.pgvector.PoolSettings;
import io.github.mem0j.services.PostgresDatabase;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.SearchRequest;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.document.Document;
import org.springframework.ai.vectorstore.filter.FilterExpressionBuilder;
import org.springframework.ai.vectorstore.pgvector.PgVectorStore;
import org.springframework.jdbc.core.JdbcTemplate;

/** Ours and the peers in PostgreSQL, set up as the report says, in the tables that they make themselves. */
final class SearchStores {
    static final String SCHEMA = "ours";
    static final String OURS = "mem0j PgVectorMemoryStore";
    static final String BARE = "hand-written pgjdbc";
    static final String LANG = "LangChain4j, default";
    static final String LANG_BEST = "LangChain4j, best";
    static final String SPRING = "Spring AI, default (HNSW)";
    static final String SPRING_EXACT = "Spring AI, exact";

    static final Contender BARE_SEARCH = Contender.floor(
            BARE,
            "one prepared statement over our table and covering index, pgvector-java in binary, Jackson for the metadata,"
                    + " on one connection with our session settings");
    static final Contender OUR_SEARCH =
            Contender.ours(OURS, "`PgVectorMemoryStore.builder()` as it comes, a pool of 4");
    static final Contender LANG_SEARCH = Contender.peer(
            LANG, "`PgVectorEmbeddingStore.builder()` as it comes: metadata as JSON, a new connection for each call");
    static final Contender LANG_BEST_SEARCH = Contender.peer(
            LANG_BEST,
            "a column for each key of the metadata with a btree on user_id, a Hikari pool of 4 with our session settings,"
                    + " `skipCreateVectorExtension`");
    static final Contender SPRING_SEARCH = Contender.peer(
            SPRING, "`PgVectorStore` as it comes: HNSW, JSON metadata; a Hikari pool as Spring Boot makes it");
    static final Contender SPRING_EXACT_SEARCH = Contender.peer(
            SPRING_EXACT,
            "`indexType(NONE)`, a Hikari pool of 4 with our session settings, and a GIN index on the metadata that its"
                    + " filter can use, made by hand");

    private SearchStores() {}

    static MemoryStore ours(PostgresDatabase database, String schema, int pool) {
        return PgVectorMemoryStore.builder()
                .jdbcUrl(database.jdbcUrl())
                .credentials(database.user(), database.password())
                .schema(schema)
                .dimensions(Data.SPACE.dimensions())
                .pool(PoolSettings.defaults().withSize(pool))
                .initSchema()
                .build();
    }

    static EmbeddingStore<TextSegment> langDefault(PostgresDatabase database, String table) {
        return PgVectorEmbeddingStore.builder()
                .host(database.host())
                .port(database.port())
                .database(database.database())
                .user(database.user())
                .password(database.password())
                .table(table)
                .dimension(Data.SPACE.dimensions())
                .build();
    }

    static EmbeddingStore<TextSegment> langBest(DataSource pool, String table) {
        return PgVectorEmbeddingStore.datasourceBuilder()
                .datasource(pool)
                .table(table)
                .dimension(Data.SPACE.dimensions())
                .skipCreateVectorExtension(true)
                .metadataStorageConfig(DefaultMetadataStorageConfig.builder()
                        .storageMode(MetadataStorageMode.COLUMN_PER_KEY)
                        .columnDefinitions(List.of("user_id text", "speaker text", "turn bigint"))
                        .indexes(List.of("user_id"))
                        .indexType("BTREE")
                        .build())
                .build();
    }

    static PgVectorStore spring(DataSource pool, String table, PgVectorStore.PgIndexType index, MadeUpModel model) {
        PgVectorStore store = PgVectorStore.builder(new JdbcTemplate(pool), model)
                .vectorTableName(table)
                .dimensions(Data.SPACE.dimensions())
                .indexType(index)
                .initializeSchema(true)
                .build();
        store.afterPropertiesSet();
        return store;
    }

    static List<String> search(MemoryStore store, String owner, float[] query, @Nullable Integer turn) {
        SearchRequest request = SearchRequest.of(Data.owner(owner), Data.SPACE, Embedding.of(query));
        return store
                .search(
                        turn == null
                                ? request
                                : request.withFilter(MemoryFilter.where("turn").lt(turn)))
                .hits()
                .stream()
                .map(hit -> hit.memory().text())
                .toList();
    }

    static List<String> search(EmbeddingStore<TextSegment> store, String owner, float[] query, @Nullable Integer turn) {
        Filter ofOwner = MetadataFilterBuilder.metadataKey("user_id").isEqualTo(owner);
        return store
                .search(EmbeddingSearchRequest.builder()
                        .queryEmbedding(dev.langchain4j.data.embedding.Embedding.from(query))
                        .filter(
                                turn == null
                                        ? ofOwner
                                        : ofOwner.and(MetadataFilterBuilder.metadataKey("turn")
                                                .isLessThan(turn)))
                        .maxResults(Data.LIMIT)
                        .build())
                .matches()
                .stream()
                .map(match -> match.embedded().text())
                .toList();
    }

    static List<String> searchAll(EmbeddingStore<TextSegment> store, float[] query) {
        return store
                .search(EmbeddingSearchRequest.builder()
                        .queryEmbedding(dev.langchain4j.data.embedding.Embedding.from(query))
                        .maxResults(Data.LIMIT)
                        .build())
                .matches()
                .stream()
                .map(match -> match.embedded().text())
                .toList();
    }

    static List<String> search(PgVectorStore store, String owner, String query, @Nullable Integer turn) {
        FilterExpressionBuilder filter = new FilterExpressionBuilder();
        FilterExpressionBuilder.Op ofOwner = filter.eq("user_id", owner);
        return store
                .similaritySearch(org.springframework.ai.vectorstore.SearchRequest.builder()
                        .query(query)
                        .topK(Data.LIMIT)
                        .filterExpression(
                                (turn == null ? ofOwner : filter.and(ofOwner, filter.lt("turn", turn))).build())
                        .build())
                .stream()
                .map(Document::getText)
                .toList();
    }
}
