package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.services.Postgres;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.StoreUnavailableException;
import java.sql.Connection;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoverIndexIT {
    private static final String COVERS = "SELECT count(*) FROM pg_indexes WHERE indexname = 'memory_cover'";

    private static final String LOCK =
            "SELECT pg_advisory_lock(hashtextextended('mem0j indexes \"mem0\".\"memory\"', 0))";

    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    private static PgVectorMemoryStoreBuilder builder(Counters counters, ElementType element, int dimensions) {
        counters.run("DROP SCHEMA IF EXISTS mem0 CASCADE");
        return PgVectorMemoryStore.builder()
                .dataSource(counters.pool)
                .elementType(element)
                .dimensions(dimensions)
                .initSchema();
    }

    @ParameterizedTest
    @CsvSource({"VECTOR, 526", "HALFVEC, 1052"})
    void holdsTheLongestRowThatIsAllowed(ElementType element, int dimensions) {
        try (Counters counters = new Counters(postgres)) {
            try (MemoryStore store = builder(counters, element, dimensions).build()) {
                assertThat(counters.ask(COVERS)).isEqualTo("1");
                addLongest(store, dimensions);
            }
            try (MemoryStore store = builder(counters, element, dimensions + 1).build()) {
                assertThat(counters.ask(COVERS)).isEqualTo("0");
                addLongest(store, dimensions + 1);
                // The bound is not only safe, but sharp.
                assertThatThrownBy(() -> counters.run("CREATE INDEX ON mem0.memory (owner)"
                                + " INCLUDE (id, agent, run, expires_at, embedding) WHERE deleted_at IS NULL"))
                        .hasMessageContaining("2704");
            }
        }
    }

    private static void addLongest(MemoryStore store, int dimensions) {
        Random random = new Random(3);
        float[] values = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            values[i] = (float) random.nextGaussian();
        }
        MemoryScope longest = new MemoryScope("t".repeat(256), "u".repeat(256), name(random), name(random));
        NewMemory memory =
                NewMemory.of("text", Embedding.of(values)).withExpiresAt(Instant.parse("2200-01-01T00:00:00Z"));
        store.add(AddRequest.of(longest, new EmbeddingSpace("m", dimensions), memory));
    }

    /** 256 bytes that do not compress. */
    private static String name(Random random) {
        return random.ints(256, '!', '~')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Test
    void isAddedToTablesThatHaveRowsAndRepairedAndCanBeOff() {
        try (Counters counters = new Counters(postgres)) {
            try (MemoryStore store = builder(counters, ElementType.VECTOR, 8)
                    .coveringIndex(false)
                    .build()) {
                assertThat(counters.ask(COVERS)).isEqualTo("0");
                Clusters clusters = new Clusters(8, 2);
                store.add(AddRequest.of(MemoryScope.user("a"), clusters.space(), clusters.memories(100)));
            }
            PgVectorMemoryStoreBuilder again = PgVectorMemoryStore.builder()
                    .dataSource(counters.pool)
                    .dimensions(8)
                    .initSchema();
            again.build().close();
            assertThat(counters.ask(COVERS)).isEqualTo("1");
            counters.run("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'mem0.memory_cover'::regclass");
            again.build().close();
            assertThat(counters.ask("SELECT indisvalid FROM pg_index WHERE indexrelid = 'mem0.memory_cover'::regclass"))
                    .isEqualTo("t");
        }
    }

    /** The lock is another's, perhaps for ever: through PgBouncer nobody may hold it any more. */
    @Test
    void waitsForWhoeverHasTheLockOrHasDoneTheWork() throws Exception {
        try (Counters counters = new Counters(postgres)) {
            PgVectorMemoryStoreBuilder bare = builder(counters, ElementType.VECTOR, 8);
            bare.coveringIndex(false).build().close();
            try (Connection other = postgres.get().connect()) {
                // Without a transaction, for which CREATE INDEX CONCURRENTLY would wait.
                boolean unused = other.createStatement().execute(LOCK);
                CompletableFuture<StoreUnavailableException> interrupted = new CompletableFuture<>();
                Thread waiting = new Thread(() -> interrupted.complete(catchThrowableOfType(
                        StoreUnavailableException.class,
                        () -> bare.coveringIndex(true).build())));
                waiting.start();
                PoolIT.await(() -> waiting.getState() == Thread.State.TIMED_WAITING);
                waiting.interrupt();
                assertThat(interrupted.get(20, TimeUnit.SECONDS)).hasMessageContaining("interrupted");
                CompletableFuture<StoreUnavailableException> done =
                        Trial.failing(() -> bare.coveringIndex(true).build().close());
                bare.indexStatements("mem0").forEach(sql -> Sql.run(postgres.get(), sql));
                assertThat(done.get(20, TimeUnit.SECONDS)).isNull();
            }
            assertThat(counters.ask(COVERS)).isEqualTo("1");
        }
    }

    @Test
    void isListedForThoseWhoMigrateThemselves() {
        PgVectorMemoryStoreBuilder builder =
                PgVectorMemoryStore.builder().dimensions(526).indexPolicy(IndexPolicy.globalHnsw(16, 64));
        assertThat(builder.indexStatements("public")).hasSize(2);
        try (Counters counters = new Counters(postgres)) {
            builder(counters, ElementType.VECTOR, 526)
                    .coveringIndex(false)
                    .build()
                    .close();
            builder.indexStatements("public").forEach(counters::run);
            builder.indexStatements("public").forEach(counters::run);
            assertThat(counters.ask(COVERS)).isEqualTo("1");
        }
        assertThat(builder.coveringIndex(false).dimensions(527).indexStatements("public"))
                .hasSize(1);
    }

    @Test
    void hnswHasItsLimits() {
        assertThatThrownBy(() -> PgVectorMemoryStore.builder()
                        .jdbcUrl("jdbc:postgresql://localhost/none")
                        .dimensions(2_001)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("HALFVEC")
                .hasMessageContaining("exactOnly");
        try (Counters counters = new Counters(postgres)) {
            builder(counters, ElementType.VECTOR, 2_001)
                    .indexPolicy(IndexPolicy.exactOnly())
                    .build()
                    .close();
            builder(counters, ElementType.HALFVEC, 4_000)
                    .indexPolicy(IndexPolicy.globalHnsw(16, 64))
                    .build()
                    .close();
            assertThatThrownBy(
                            () -> builder(counters, ElementType.HALFVEC, 4_001).build())
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
