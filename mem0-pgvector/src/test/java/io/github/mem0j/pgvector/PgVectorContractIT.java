package io.github.mem0j.pgvector;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.mem0j.services.Postgres;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.testkit.MemoryStoreContract;
import io.github.mem0j.testkit.StoreSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** On a host's pool, as it comes; others extend this for theirs. */
class PgVectorContractIT extends MemoryStoreContract {
    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    /** One for each class, since opening it for each case would take longer than the case. */
    private static HikariDataSource pool;

    private static ContractTables tables;

    @BeforeAll
    static void connect() {
        tables = new ContractTables(postgres.get());
    }

    @AfterAll
    static void closePool() {
        pool.close();
        pool = null;
        tables.close();
    }

    void adjust(HikariConfig config) {}

    void adjust(PgVectorMemoryStoreBuilder builder) {}

    void empty(ContractTables full) {
        full.delete();
    }

    @Override
    protected MemoryStore newStore(StoreSettings settings) {
        if (pool == null) {
            HikariConfig config = TestPools.config(postgres.get(), 16);
            adjust(config);
            pool = new HikariDataSource(config);
        }
        empty(tables);
        PgVectorMemoryStoreBuilder builder = PgVectorMemoryStore.builder()
                .dataSource(pool)
                .schema(ContractTables.SCHEMA)
                .dimensions(settings.space().dimensions())
                .clock(settings.clock())
                .limits(settings.limits())
                .initSchema();
        adjust(builder);
        return builder.build();
    }
}
