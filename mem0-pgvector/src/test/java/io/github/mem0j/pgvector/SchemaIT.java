package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.services.Postgres;
import io.github.mem0j.services.PostgresDatabase;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoreRejectedException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases in every state that a store may find them in. */
class SchemaIT {
    private static final MemoryScope SOMEONE = MemoryScope.user("someone");

    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    private PostgresDatabase database;
    private HikariDataSource pool;

    @BeforeEach
    void openPool() {
        database = postgres.newDatabase();
        pool = TestPools.pool(database, 4);
    }

    @AfterEach
    void closePool() {
        pool.close();
    }

    @Test
    void initialisingAgainKeepsWhatIsThere() {
        add(open(PgVectorMemoryStoreBuilder::initSchema));
        MemoryStore again = open(PgVectorMemoryStoreBuilder::initSchema);
        assertThat(StoreAdmin.of(again).count()).isEqualTo(1);
        assertThat(StoreAdmin.of(again).space()).contains(RoundTripCases.SPACE);
    }

    /** The extension, the schema and the tables are created once, of two tables too. */
    @Test
    void fourStoresInitialiseAtOnce() throws Exception {
        CyclicBarrier start = new CyclicBarrier(4);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<CompletableFuture<MemoryStore>> stores = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String table = i % 2 == 0 ? "memory" : "other";
                stores.add(CompletableFuture.supplyAsync(
                        () -> {
                            await(start);
                            return open(builder -> builder.table(table).initSchema());
                        },
                        threads));
            }
            stores.forEach(store -> add(store.join()));
            assertThat(StoreAdmin.of(stores.get(0).join()).count()).isEqualTo(2);
            assertThat(StoreAdmin.of(stores.get(1).join()).count()).isEqualTo(2);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whatDoesNotFitIsRefusedWithAdvice() {
        assertUnfit(builder -> builder, "pgvector is not installed", "CREATE EXTENSION vector");
        TestPools.execute(database, "CREATE EXTENSION vector");
        assertUnfit(builder -> builder, "\"mem0\".\"memory\"", "initSchema()");
        open(PgVectorMemoryStoreBuilder::initSchema);
        assertUnfit(builder -> builder.dimensions(9), "vector(8)", "vector(9)", "dimensions");
        assertUnfit(builder -> builder.dimensions(9).initSchema(), "vector(8)", "vector(9)");
        assertUnfit(builder -> builder.elementType(ElementType.HALFVEC), "vector(8)", "halfvec(8)", "elementType");
        TestPools.execute(database, "UPDATE mem0.memory_meta SET schema_version = schema_version + 1");
        assertUnfit(builder -> builder, "schema version 2", "upgrade mem0-pgvector");
        assertUnfit(PgVectorMemoryStoreBuilder::initSchema, "schema version 2", "upgrade mem0-pgvector");
        TestPools.execute(database, "UPDATE mem0.memory_meta SET schema_version = 0");
        assertUnfit(builder -> builder, "schema version 0", "initSchema()");
        TestPools.execute(database, "DROP TABLE mem0.memory_meta");
        assertUnfit(builder -> builder, "memory_meta");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SQL_ASCII", "LATIN1"})
    void otherEncodingsAreRefused(String encoding) {
        String name = "mem0_encoding_" + UUID.randomUUID().toString().replace("-", "");
        TestPools.execute(
                database,
                "CREATE DATABASE " + name + " TEMPLATE template0 ENCODING '" + encoding
                        + "' LOCALE_PROVIDER libc LOCALE 'C'");
        PostgresDatabase other =
                new PostgresDatabase(database.host(), database.port(), name, database.user(), database.password());
        try (HikariDataSource there = TestPools.pool(other, 1)) {
            assertThatThrownBy(() -> store(there, PgVectorMemoryStoreBuilder::initSchema))
                    .isInstanceOf(StoreRejectedException.class)
                    .hasMessageContainingAll(encoding, "UTF8");
        } finally {
            TestPools.execute(database, "DROP DATABASE " + name + " WITH (FORCE)");
        }
    }

    /** Off the search path. */
    @Test
    void theExtensionMayLiveInAnotherSchema() {
        TestPools.execute(
                database, "CREATE SCHEMA \"Ext \"\"x\"\"\"", "CREATE EXTENSION vector SCHEMA \"Ext \"\"x\"\"\"");
        MemoryStore store = open(PgVectorMemoryStoreBuilder::initSchema);
        assertEverythingWorks(store);
    }

    @Test
    void theHostMayRunTheMigrationsItself() {
        TestPools.execute(database, "CREATE EXTENSION vector", "CREATE SCHEMA mem0");
        PgVectorMemoryStoreBuilder builder =
                PgVectorMemoryStore.builder().dimensions(RoundTripCases.SPACE.dimensions());
        TestPools.execute(database, builder.migrations("public").toArray(new String[0]));
        assertEverythingWorks(open(same -> same));
    }

    @Test
    void storesLiveSideBySide() {
        MemoryStore one = open(builder -> builder.initSchema().table("one"));
        MemoryStore two = open(builder -> builder.initSchema().table("two").elementType(ElementType.HALFVEC));
        add(one);
        assertThat(StoreAdmin.of(one).count()).isEqualTo(1);
        assertThat(StoreAdmin.of(two).count()).isZero();
        assertThat(StoreAdmin.of(two).space()).isEmpty();
        assertEverythingWorks(two);
    }

    /** Nobody needs to be the database's owner, neither to initialise a schema nor to use its tables. */
    @Test
    void leastPrivilegesAreEnough() {
        String name = UUID.randomUUID().toString().replace("-", "");
        String owner = "mem0_owner_" + name;
        String user = "mem0_user_" + name;
        TestPools.execute(
                database,
                "CREATE EXTENSION vector",
                "CREATE ROLE " + owner,
                "CREATE ROLE " + user,
                "CREATE SCHEMA mem0 AUTHORIZATION " + owner);
        try {
            try (HikariDataSource owning = as(owner)) {
                store(owning, PgVectorMemoryStoreBuilder::initSchema);
            }
            try (HikariDataSource using = as(user)) {
                assertThatThrownBy(() -> store(using, same -> same)).hasMessageContaining("grant");
                TestPools.execute(
                        database,
                        "GRANT USAGE ON SCHEMA mem0 TO " + user,
                        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA mem0 TO " + user);
                assertEverythingWorks(store(using, same -> same));
            }
        } finally {
            TestPools.execute(
                    database,
                    "DROP OWNED BY " + owner + ", " + user + " CASCADE",
                    "DROP ROLE " + owner,
                    "DROP ROLE " + user);
        }
    }

    private HikariDataSource as(String role) {
        HikariConfig config = TestPools.config(database, 2);
        config.setConnectionInitSql("SET ROLE " + role);
        return new HikariDataSource(config);
    }

    private static void assertEverythingWorks(MemoryStore store) {
        RoundTripCases cases = new RoundTripCases(store);
        cases.all().values().forEach(some -> cases.prepare(some).run());
    }

    private void assertUnfit(UnaryOperator<PgVectorMemoryStoreBuilder> settings, String... words) {
        assertThatThrownBy(() -> open(settings))
                .isInstanceOfSatisfying(
                        StoreRejectedException.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(StoreRejectedException.Reason.UNSUPPORTED))
                .hasMessageContainingAll(words);
    }

    private MemoryStore open(UnaryOperator<PgVectorMemoryStoreBuilder> settings) {
        return store(pool, settings);
    }

    private static MemoryStore store(HikariDataSource pool, UnaryOperator<PgVectorMemoryStoreBuilder> settings) {
        return settings.apply(
                        PgVectorMemoryStore.builder().dataSource(pool).dimensions(RoundTripCases.SPACE.dimensions()))
                .build();
    }

    private static void add(MemoryStore store) {
        store.add(AddRequest.of(SOMEONE, RoundTripCases.SPACE, RoundTripCases.memories(1)));
    }

    private static void await(CyclicBarrier start) {
        try {
            start.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
