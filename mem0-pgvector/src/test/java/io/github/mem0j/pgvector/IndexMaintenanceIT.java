package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.pgvector.IndexMaintenance.Report;
import io.github.mem0j.services.Postgres;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.MemoryStoreException;
import io.github.mem0j.store.SearchRequest;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class IndexMaintenanceIT {
    private static final IndexPolicy.ExactThenPartial POLICY =
            IndexPolicy.exactThenPartial().withThreshold(200).withMaxIndexes(2);
    private static final MemoryScope A = MemoryScope.user("a");
    private static final MemoryScope B = MemoryScope.user("b");
    private static final MemoryScope C = MemoryScope.user("c");
    private static final String OURS =
            "SELECT count(*) FROM pg_indexes WHERE tablename = 'memory' AND indexname LIKE 'memory\\_ann\\_%'";

    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    private final Clusters clusters = new Clusters(8, 10);
    private Counters counters;
    private MemoryStore store;

    @BeforeEach
    void open() {
        counters = new Counters(postgres);
        counters.run("DROP SCHEMA IF EXISTS mem0 CASCADE");
        store = builder().initSchema().build();
    }

    @AfterEach
    void close() {
        store.close();
        counters.close();
    }

    private PgVectorMemoryStoreBuilder builder() {
        return builder(counters.pool).indexPolicy(POLICY);
    }

    private static PgVectorMemoryStoreBuilder builder(HikariDataSource pool) {
        return PgVectorMemoryStore.builder().dataSource(pool).dimensions(8);
    }

    private static IndexMaintenance maintenance(MemoryStore store) {
        return store.unwrap(IndexMaintenance.class).orElseThrow();
    }

    private void add(MemoryScope scope, int count) {
        store.add(AddRequest.of(scope, clusters.space(), clusters.memories(count)));
    }

    private String state() {
        return counters.ask("SELECT string_agg(concat_ws(' ', ready, row_count), ', ' ORDER BY row_count)"
                + " FROM mem0.memory_ann");
    }

    @Test
    void buildsPastTheThresholdKeepsToTheHalfAndDropsBelow() {
        assertThat(maintenance(store).runOnce()).isEqualTo(new Report(true, 0, 0, 0, 0, 0, 0));
        add(A, 200);
        add(B, 199);
        assertThat(maintenance(store).runOnce()).isEqualTo(new Report(true, 0, 0, 1, 1, 1, 0));
        assertThat(state()).isEqualTo("t 200");
        assertThat(maintenance(store).runOnce()).isEqualTo(new Report(true, 0, 0, 0, 0, 1, 0));

        shrink(A, 100);
        assertThat(maintenance(store).runOnce()).isEqualTo(new Report(true, 0, 0, 0, 0, 1, 0));
        shrink(A, 99);
        assertThat(maintenance(store).runOnce()).isEqualTo(new Report(true, 0, 1, 0, 0, 0, 0));
        assertThat(counters.ask(OURS)).isEqualTo("0");
    }

    /** To the memories of numbers below {@code count}. */
    private void shrink(MemoryScope scope, int count) {
        store.delete(DeleteRequest.matching(scope, MemoryFilter.where("number").gte((long) count)));
    }

    @Test
    void theLargestHaveIndexesAndNobodyTakesTurns() {
        add(A, 300);
        add(B, 400);
        add(C, 500);
        assertThat(maintenance(store).runOnce()).isEqualTo(new Report(true, 0, 0, 2, 2, 2, 1));
        assertThat(state()).isEqualTo("t 400, t 500");
        add(A, 300);
        assertThat(maintenance(store).runOnce()).isEqualTo(new Report(true, 0, 0, 0, 0, 2, 1));
        add(A, 300);
        assertThat(maintenance(store).runOnce()).isEqualTo(new Report(true, 0, 1, 1, 1, 2, 1));
        assertThat(state()).isEqualTo("t 500, t 900");
    }

    @Test
    void calibratesAgainAtTwiceTheSize() {
        add(A, 200);
        maintenance(store).runOnce();
        add(A, 199);
        assertThat(maintenance(store).runOnce().calibrated()).isZero();
        add(A, 1);
        assertThat(maintenance(store).runOnce()).isEqualTo(new Report(true, 0, 0, 0, 1, 1, 0));
        assertThat(state()).isEqualTo("t 400");
    }

    @Test
    void restoresTheRegistryAfterIndexesAreGone() {
        add(A, 200);
        maintenance(store).runOnce();
        counters.run("DROP INDEX mem0." + counters.ask("SELECT index_name FROM mem0.memory_ann"));
        assertThat(maintenance(store).runOnce()).isEqualTo(new Report(true, 0, 0, 1, 1, 1, 0));
        counters.run("DELETE FROM mem0.memory_ann");
        assertThat(maintenance(store).runOnce()).isEqualTo(new Report(true, 0, 0, 0, 1, 1, 0));
    }

    @Test
    void otherPoliciesDropPartialIndexes() {
        add(A, 200);
        maintenance(store).runOnce();
        try (MemoryStore exact = builder().indexPolicy(IndexPolicy.exactOnly()).build()) {
            assertThat(maintenance(exact).runOnce()).isEqualTo(new Report(true, 0, 1, 0, 0, 0, 0));
        }
        assertThat(counters.ask(OURS)).isEqualTo("0");
    }

    @Test
    @SuppressWarnings("try") // closed in the middle, which is what is tested
    void oneAtATimeAndACancelledBuildIsCleanedUp() throws Exception {
        add(A, 200);
        try (Counters other = new Counters(postgres);
                MemoryStore second = builder(other.pool).indexPolicy(POLICY).build();
                Connection writer = postgres.get().connect()) {
            // A writer that does not end holds the build up, between its two scans.
            writer.setAutoCommit(false);
            writer.createStatement().execute("UPDATE mem0.memory SET version = version WHERE false");
            CompletableFuture<Report> building =
                    CompletableFuture.supplyAsync(() -> maintenance(second).runOnce());
            await(() -> counters.ask("SELECT phase FROM pg_stat_progress_create_index")
                    .startsWith("waiting for"));

            assertThat(maintenance(store).runOnce().ran()).isFalse();
            second.close();
            assertThatThrownBy(building::join).hasCauseInstanceOf(MemoryStoreException.class);
            writer.rollback();
        }
        assertThat(counters.ask("SELECT count(*) FROM pg_index WHERE NOT indisvalid"))
                .isEqualTo("1");
        assertThat(maintenance(store).runOnce()).isEqualTo(new Report(true, 1, 0, 1, 1, 1, 0));
        assertThat(counters.ask("SELECT count(*) FROM pg_index WHERE NOT indisvalid"))
                .isEqualTo("0");
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    @Test
    void runsInTheBackgroundAndWithoutTimeout() throws Exception {
        add(A, 200);
        IndexPolicy often = POLICY.withMaintenanceEvery(Duration.ofMillis(50));
        try (Counters own = new Counters(postgres, "SET statement_timeout = '5s'");
                MemoryStore other = builder()
                        .indexPolicy(often)
                        .maintenanceDataSource(own.pool)
                        .build()) {
            await(() -> "t 200".equals(state()));
            assertThat(other.search(SearchRequest.of(A, clusters.space(), clusters.next()))
                            .hits())
                    .hasSize(10);
        }
    }

    @Test
    void givesItsConnectionBackAsItCame() {
        add(A, 200);
        try (Counters limited = new Counters(postgres, "SET statement_timeout = '7s'");
                MemoryStore other = builder(limited.pool).indexPolicy(POLICY).build()) {
            maintenance(other).runOnce();
            assertThat(limited.ask("SHOW statement_timeout")).isEqualTo("7s");
            assertThat(limited.ask(
                            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"))
                    .isEqualTo("0");
        }
        try (Counters manual = Counters.withoutAutoCommit(postgres);
                MemoryStore other = builder(manual.pool).indexPolicy(POLICY).build()) {
            assertThat(maintenance(other).runOnce()).isEqualTo(new Report(true, 0, 0, 0, 0, 1, 0));
            assertThat(other.search(SearchRequest.of(A, clusters.space(), clusters.next()))
                            .hits())
                    .hasSize(10);
        }
    }
}
