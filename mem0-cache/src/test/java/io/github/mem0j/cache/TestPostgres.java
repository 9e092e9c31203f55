package io.github.mem0j.cache;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.mem0j.pgvector.PgVectorMemoryStore;
import io.github.mem0j.services.PostgresDatabase;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.testkit.StoreSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Stores in a test class's database. */
final class TestPostgres {
    /** Quicker than a new schema for each of some 400 cases, and than TRUNCATE, which makes files and plans anew. */
    private static final String EMPTY = """
            DO $$ BEGIN
                IF to_regclass('contract.memory') IS NOT NULL THEN
                    DELETE FROM contract.memory; -- and so their relations
                    DELETE FROM contract.memory_ann;
                    UPDATE contract.memory_meta SET model = NULL;
                END IF;
            END $$""";

    private TestPostgres() {}

    static HikariDataSource pool(PostgresDatabase database, int size) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.jdbcUrl());
        config.setUsername(database.user());
        config.setPassword(database.password());
        config.setMaximumPoolSize(size);
        return new HikariDataSource(config);
    }

    /** An empty one, in place of the one before. */
    static MemoryStore contractStore(HikariDataSource pool, StoreSettings settings) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(EMPTY);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
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
