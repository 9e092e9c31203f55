package io.github.mem0j.resilience;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.mem0j.batching.Batching;
import io.github.mem0j.cache.RedisCache;
import io.github.mem0j.cache.WorkingSet;
import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.observation.Observation;
import io.github.mem0j.pgvector.PgVectorMemoryStore;
import io.github.mem0j.services.Postgres;
import io.github.mem0j.services.Redis;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.testkit.MemoryStoreContract;
import io.github.mem0j.testkit.StoreSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.UnifiedJedis;

/** All layers in the recommended order, over real servers. */
class FullStackContractIT extends MemoryStoreContract {
    /** Quicker than a schema for each case. */
    private static final String EMPTY = """
            DO $$ BEGIN
                IF to_regclass('contract.memory') IS NOT NULL THEN
                    DELETE FROM contract.memory; -- and so their relations
                    UPDATE contract.memory_meta SET model = NULL;
                END IF;
            END $$""";

    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    @RegisterExtension
    static final Redis redis = Redis.shared();

    private static HikariDataSource pool;
    private static UnifiedJedis client;

    @BeforeAll
    static void connect() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(postgres.jdbcUrl());
        config.setUsername(postgres.user());
        config.setPassword(postgres.password());
        config.setMaximumPoolSize(16);
        pool = new HikariDataSource(config);
        // Not about outages: a slow moment of the machine must not become one.
        client = Clients.redis(redis.get(), 5_000);
    }

    @AfterAll
    static void disconnect() {
        client.close();
        pool.close();
    }

    @Override
    protected MemoryStore newStore(StoreSettings settings) {
        return MemoryStack.over(backend(settings))
                .layer(Observation.builder().name("store").build())
                .layer(Resilience.builder()
                        .readDeadline(Duration.ofSeconds(10))
                        .bulkhead(64, 1_000)
                        .build())
                .layer(Batching.defaults())
                .layer(RedisCache.builder(client)
                        .namespace(redis.namespace() + UUID.randomUUID())
                        .clock(settings.clock())
                        .build())
                .layer(WorkingSet.builder().clock(settings.clock()).build())
                .layer(Observation.defaults())
                .build();
    }

    private static MemoryStore backend(StoreSettings settings) {
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
