package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.services.PgBouncer;
import io.github.mem0j.services.Postgres;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.testkit.MemoryStoreContract;
import io.github.mem0j.testkit.StoreSettings;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Through PgBouncer in transaction mode as the builder documents it. */
class PgBouncerContractIT extends MemoryStoreContract {
    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    private static PgBouncer bouncer;
    private static HikariDataSource pool;
    private static ContractTables tables;
    /** For indexes: the lock they are made under would be left at a server process that PgBouncer gives to others. */
    private static HikariDataSource direct;

    @BeforeAll
    static void start() {
        // Fewer than clients have: two statements in a row seldom meet the same server process.
        bouncer = PgBouncer.transactionMode(
                postgres.host(),
                postgres.port(),
                postgres.user(),
                postgres.password(),
                Map.of("default_pool_size", "3"));
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(bouncer.jdbcUrl(postgres.database()));
        config.setUsername(postgres.user());
        config.setPassword(postgres.password());
        config.setMaximumPoolSize(16);
        pool = new HikariDataSource(config);
        direct = TestPools.pool(postgres.get(), 1);
        tables = new ContractTables(postgres.get());
    }

    @AfterAll
    static void stop() {
        pool.close();
        tables.close();
        direct.close();
        bouncer.close();
    }

    private static PgVectorMemoryStoreBuilder builder() {
        return PgVectorMemoryStore.builder().maintenanceDataSource(direct).initSchema();
    }

    @Override
    protected MemoryStore newStore(StoreSettings settings) {
        tables.delete();
        return builder()
                .dataSource(pool)
                .schema(ContractTables.SCHEMA)
                .dimensions(settings.space().dimensions())
                .clock(settings.clock())
                .limits(settings.limits())
                .build();
    }

    /** Opening such a pool for each case of the contract would take too long. */
    @Test
    void ownPoolWithoutSessionSettings() {
        PgVectorMemoryStoreBuilder builder = builder()
                .jdbcUrl(bouncer.jdbcUrl(postgres.database()))
                .credentials(postgres.user(), postgres.password())
                .dimensions(3);
        assertThatThrownBy(builder::build).hasMessageContaining("SessionSettings.none()");
        try (MemoryStore store = builder.session(SessionSettings.none()).build()) {
            List<NewMemory> many = Trial.memories(2_001);
            store.add(Trial.add(many));
            store.add(Trial.add(many).withMode(AddRequest.Mode.UPSERT));
            IntStream.range(0, 100)
                    .parallel()
                    .forEach(i -> assertThat(
                                    store.search(SearchRequest.of(Trial.SCOPE, Trial.SPACE, Embedding.of(1, 0, 0)))
                                            .hits())
                            .hasSize(10));
        }
    }
}
