package io.github.mem0j.neo4j;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.mem0j.feed.CompanionStore;
import io.github.mem0j.layer.ForwardingMemoryStore;
import io.github.mem0j.pgvector.PgVectorMemoryStore;
import io.github.mem0j.services.Neo4j;
import io.github.mem0j.services.Postgres;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.RelatedResult;
import io.github.mem0j.testkit.MemoryStoreContract;
import io.github.mem0j.testkit.StoreSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.neo4j.driver.Driver;

/** PostgreSQL with Neo4j as its companion, which is in step whenever a walk begins, so that it answers it. */
@Tag("long")
class CompanionContractIT extends MemoryStoreContract {
    private static final String EMPTY = """
            DO $$ BEGIN
                IF to_regclass('mem0.memory') IS NOT NULL THEN
                    DELETE FROM mem0.memory;
                    DELETE FROM mem0.memory_feed;
                    DELETE FROM mem0.memory_ann;
                    UPDATE mem0.memory_meta SET model = NULL;
                END IF;
            END $$""";

    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    @RegisterExtension
    static final Neo4j neo4j = Neo4j.shared();

    private static HikariDataSource pool;
    private static Driver driver;
    /** Whether the last case has put anything into Neo4j. */
    private static boolean used;

    @BeforeAll
    static void connect() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(postgres.get().jdbcUrl());
        config.setUsername(postgres.get().user());
        config.setPassword(postgres.get().password());
        config.setMaximumPoolSize(16);
        pool = new HikariDataSource(config);
        driver = Graphs.open(neo4j.get());
        Neo4jMemoryStore.builder()
                .driver(driver)
                .label(neo4j.namespace())
                .initSchema()
                .build()
                .close();
    }

    @AfterAll
    static void disconnect() {
        Graphs.empty(driver, neo4j.namespace());
        driver.close();
        pool.close();
    }

    private static void empty() {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(EMPTY);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        if (used) {
            Graphs.empty(driver, neo4j.namespace());
            used = false;
        }
    }

    @Override
    protected MemoryStore newStore(StoreSettings settings) {
        empty();
        MemoryStore primary = PgVectorMemoryStore.builder()
                .dataSource(pool)
                .dimensions(settings.space().dimensions())
                .clock(settings.clock())
                .limits(settings.limits())
                .changeFeed("graph")
                .initSchema()
                .build();
        MemoryStore companion = Neo4jMemoryStore.builder()
                .driver(driver)
                .label(neo4j.namespace())
                .clock(settings.clock())
                .limits(settings.limits())
                .build();
        CompanionStore composite = CompanionStore.builder(primary, companion)
                .timeout(Duration.ofSeconds(20)) // a busy machine plans its first walk for longer than a walk may take
                .projection(projection -> projection.byHand())
                .build();
        return new ForwardingMemoryStore(composite) {
            @Override
            public RelatedResult related(RelatedRequest request) {
                if (request.deadline() == null) {
                    used = true;
                    long unused = composite.projector().drain();
                }
                return super.related(request);
            }
        };
    }
}
