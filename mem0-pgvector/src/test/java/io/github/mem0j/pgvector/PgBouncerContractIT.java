package io.github.mem0j.pgvector;

import io.github.mem0j.services.PgBouncer;
import io.github.mem0j.services.Postgres;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.testkit.MemoryStoreContract;
import io.github.mem0j.testkit.StoreSettings;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** With a pool of the store's own, through PgBouncer in transaction mode as the builder documents it. */
class PgBouncerContractIT extends MemoryStoreContract {
    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    private static PgBouncer bouncer;

    @BeforeAll
    static void start() {
        // Fewer than the store has: two statements in a row seldom meet the same server process.
        bouncer = PgBouncer.transactionMode(
                postgres.host(),
                postgres.port(),
                postgres.user(),
                postgres.password(),
                Map.of("default_pool_size", "3"));
    }

    @AfterAll
    static void stop() {
        bouncer.close();
    }

    @Override
    protected MemoryStore newStore(StoreSettings settings) {
        Sql.run(postgres.get(), "DROP SCHEMA IF EXISTS contract CASCADE");
        return PgVectorMemoryStore.builder()
                .jdbcUrl(bouncer.jdbcUrl(postgres.database()))
                .credentials(postgres.user(), postgres.password())
                .pool(PoolSettings.defaults().withSize(4).withMinimumIdle(1).withPrewarmBelow(1))
                .session(SessionSettings.none())
                .schema("contract")
                .dimensions(settings.space().dimensions())
                .clock(settings.clock())
                .limits(settings.limits())
                .initSchema()
                .build();
    }
}
