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

/** On a host's pool whose connections do not commit by themselves. */
class AutoCommitOffContractIT extends MemoryStoreContract {
    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    private static HikariDataSource pool;

    @BeforeAll
    static void openPool() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(postgres.jdbcUrl());
        config.setUsername(postgres.user());
        config.setPassword(postgres.password());
        config.setAutoCommit(false);
        config.setMaximumPoolSize(16);
        pool = new HikariDataSource(config);
    }

    @AfterAll
    static void closePool() {
        pool.close();
    }

    @Override
    protected MemoryStore newStore(StoreSettings settings) {
        Sql.run(postgres.get(), "DROP SCHEMA IF EXISTS contract CASCADE");
        return PgVectorMemoryStore.builder()
                .dataSource(pool)
                .schema("contract")
                .dimensions(settings.space().dimensions())
                .clock(settings.clock())
                .limits(settings.limits())
                .initSchema()
                .build();
    }
}
