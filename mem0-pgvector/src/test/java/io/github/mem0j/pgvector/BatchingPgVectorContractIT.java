package io.github.mem0j.pgvector;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mem0j.batching.Batching;
import io.github.mem0j.services.Postgres;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.testkit.AddContract;
import io.github.mem0j.testkit.BulkContract;
import io.github.mem0j.testkit.ConcurrencyContract;
import io.github.mem0j.testkit.DeduplicationContract;
import io.github.mem0j.testkit.GetContract;
import io.github.mem0j.testkit.ManualClock;
import io.github.mem0j.testkit.MixedLoadContract;
import io.github.mem0j.testkit.SpaceContract;
import io.github.mem0j.testkit.UpsertContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The groups that batching touches, with room for one call, so that all others queue. */
class BatchingPgVectorContractIT
        implements AddContract,
                UpsertContract,
                DeduplicationContract,
                GetContract,
                BulkContract,
                SpaceContract,
                ConcurrencyContract,
                MixedLoadContract {
    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    private static HikariDataSource pool;
    private static ContractTables tables;

    private final ManualClock clock = ManualClock.create();
    private MemoryStore store;

    @BeforeAll
    static void connect() {
        tables = new ContractTables(postgres.get());
        pool = TestPools.pool(postgres.get(), 16);
    }

    @AfterAll
    static void closePool() {
        pool.close();
        tables.close();
    }

    @BeforeEach
    void open() {
        tables.delete();
        store = Batching.builder()
                .inFlight(1)
                .build()
                .over(PgVectorMemoryStore.builder()
                        .dataSource(pool)
                        .schema(ContractTables.SCHEMA)
                        .dimensions(SPACE.dimensions())
                        .clock(clock)
                        .limits(LIMITS)
                        .initSchema()
                        .build());
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    public MemoryStore store() {
        return store;
    }

    @Override
    public ManualClock clock() {
        return clock;
    }
}
