package io.github.mem0j.pgvector;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.mem0j.services.Postgres;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.testkit.MemoryStoreContract;
import io.github.mem0j.testkit.StoreSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract where every search is approximate first. */
class GlobalHnswContractIT extends MemoryStoreContract {
    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    private static HikariDataSource pool;

    @BeforeAll
    static void openPool() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(postgres.jdbcUrl());
        config.setUsername(postgres.user());
        config.setPassword(postgres.password());
        config.setMaximumPoolSize(16);
        pool = new HikariDataSource(config);
    }

    @AfterAll
    static void closePool() {
        pool.close();
    }

    @Override
    protected MemoryStore newStore(StoreSettings settings) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA IF EXISTS contract CASCADE");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return PgVectorMemoryStore.builder()
                .dataSource(pool)
                .schema("contract")
                .dimensions(settings.space().dimensions())
                .clock(settings.clock())
                .limits(settings.limits())
                .indexPolicy(IndexPolicy.globalHnsw(16, 64))
                .initSchema()
                .build();
    }
}
