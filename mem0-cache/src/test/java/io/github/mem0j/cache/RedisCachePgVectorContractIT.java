package io.github.mem0j.cache;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mem0j.services.Postgres;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.testkit.StoreSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The Redis cache alone, over a database. */
class RedisCachePgVectorContractIT extends RedisCacheContractIT {
    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    private static HikariDataSource pool;

    @BeforeAll
    static void openPool() {
        pool = TestPostgres.pool(postgres.get(), 16);
    }

    @AfterAll
    static void closePool() {
        pool.close();
    }

    @Override
    MemoryStore backend(StoreSettings settings) {
        return TestPostgres.contractStore(pool, settings);
    }
}
