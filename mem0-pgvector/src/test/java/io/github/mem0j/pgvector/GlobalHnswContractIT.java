package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.services.Postgres;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.testkit.MemoryStoreContract;
import io.github.mem0j.testkit.StoreSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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

    /** Of several as near as the last, an approximate index gives any; those it gives are in order. */
    @Test
    @Override
    public void searchOrdersEqualScoresByUnsignedId() {
        MemoryScope scope = someone();
        for (int i = 4; i > 0; i--) {
            add(scope, memory("same", 1, 1).withId(new UUID(i, i)), memory("far", 1, -i));
        }

        assertThat(ids(store().search(searchFor(scope, 1, 1).withLimit(4)).memories()))
                .containsExactly(new UUID(1, 1), new UUID(2, 2), new UUID(3, 3), new UUID(4, 4));
        assertThat(ids(store().search(searchFor(scope, 1, 1).withLimit(2)).memories()))
                .isSorted();
    }
}
