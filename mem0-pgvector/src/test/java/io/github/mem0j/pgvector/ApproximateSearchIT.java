package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.pgvector.IndexMaintenance.Report;
import io.github.mem0j.services.Postgres;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.SearchResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The default policy on 100,000 clustered vectors, half of them one owner's. */
class ApproximateSearchIT {
    private static final Logger LOG = LoggerFactory.getLogger(ApproximateSearchIT.class);
    private static final int DIMENSIONS = 64;
    private static final MemoryScope LARGE = MemoryScope.user("large");
    private static final MemoryScope SMALL = MemoryScope.user("small");
    private static final Clusters CLUSTERS = new Clusters(DIMENSIONS, 100);

    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    private static Counters counters;
    private static MemoryStore store;
    private static MemoryStore exact;

    @BeforeAll
    static void fill() {
        counters = new Counters(postgres);
        store = builder(counters).initSchema().build();
        exact = builder(counters).indexPolicy(IndexPolicy.exactOnly()).build();
        add(LARGE, 20_000);
        add(SMALL, 10);
        for (int i = 0; i < 3; i++) {
            add(MemoryScope.user("other " + i), 4_999);
        }
        counters.run("VACUUM ANALYZE mem0.memory");
        long start = System.nanoTime();
        Report report = store.unwrap(IndexMaintenance.class).orElseThrow().runOnce();
        LOG.info(
                "built and calibrated in {} ms, ef_search {}",
                (System.nanoTime() - start) / 1_000_000,
                counters.ask("SELECT ef_search FROM mem0.memory_ann"));
        assertThat(report).isEqualTo(new Report(true, 0, 0, 1, 1, 1, 0));
    }

    @AfterAll
    static void end() {
        store.close();
        exact.close();
        counters.close();
    }

    private static PgVectorMemoryStoreBuilder builder(Counters counters) {
        return PgVectorMemoryStore.builder().dataSource(counters.pool).dimensions(DIMENSIONS);
    }

    private static void add(MemoryScope scope, int count) {
        List<NewMemory> memories = CLUSTERS.memories(count);
        for (int from = 0; from < count; from += 10_000) {
            store.add(AddRequest.of(scope, CLUSTERS.space(), memories.subList(from, Math.min(count, from + 10_000))));
        }
    }

    private static SearchRequest request(MemoryScope scope, Embedding query) {
        return SearchRequest.of(scope, CLUSTERS.space(), query);
    }

    private static List<UUID> ids(SearchResult result) {
        return result.memories().stream().map(memory -> memory.id()).toList();
    }

    @Test
    void findsWhatAnExactSearchFinds() {
        int found = 0;
        List<Long> exactly = new ArrayList<>();
        List<Long> approximately = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            SearchRequest request = request(LARGE, CLUSTERS.next());
            long start = System.nanoTime();
            Set<UUID> truth = new HashSet<>(ids(exact.search(request)));
            long middle = System.nanoTime();
            found += (int)
                    ids(store.search(request)).stream().filter(truth::contains).count();
            approximately.add(System.nanoTime() - middle);
            exactly.add(middle - start);
        }
        LOG.info(
                "recall@10 {}, p50 exact {} us, approximate {} us",
                found / 1000.0,
                median(exactly),
                median(approximately));
        assertThat(found).isGreaterThanOrEqualTo(990);
    }

    private static long median(List<Long> nanos) {
        return nanos.stream().sorted().toList().get(nanos.size() / 2) / 1_000;
    }

    @Test
    void usesTheOwnersIndexAfterTenSearchesForAnother() {
        String index = counters.ask("SELECT index_name FROM mem0.memory_ann");
        for (MemoryStore each : List.of(store, exact)) {
            long before = counters.scans(index);
            for (int i = 0; i < 10; i++) {
                assertThat(ids(each.search(request(SMALL, CLUSTERS.next())))).hasSize(10);
            }
            assertThat(counters.scans(index)).isEqualTo(before);
            for (int i = 0; i < 10; i++) {
                assertThat(ids(each.search(request(LARGE, CLUSTERS.next())))).hasSize(10);
            }
            assertThat(counters.scans(index) - before).isEqualTo(each == store ? 10 : 0);
        }
    }

    @Test
    void usesItWhereTheHostForcesGenericPlansToo() {
        String index = counters.ask("SELECT index_name FROM mem0.memory_ann");
        try (Counters generic = new Counters(postgres, "SET plan_cache_mode = force_generic_plan");
                MemoryStore other = builder(generic).build()) {
            long before = generic.scans(index);
            for (int i = 0; i < 10; i++) {
                assertThat(ids(other.search(request(LARGE, CLUSTERS.next())))).hasSize(10);
            }
            assertThat(generic.scans(index) - before).isEqualTo(10);
            assertThat(generic.ask("SHOW plan_cache_mode")).isEqualTo("force_generic_plan");
        }
    }

    @Test
    void findsAsManyAsAskedForAndSorted() {
        for (int limit : new int[] {1, 40, 41, 300, 1_000}) {
            SearchResult result = store.search(request(LARGE, CLUSTERS.next()).withLimit(limit));
            assertThat(result.hits()).hasSize(limit);
            assertThat(result.hits().stream().map(SearchResult.Hit::score).toList())
                    .isSortedAccordingTo((a, b) -> Double.compare(b, a));
        }
    }

    @Test
    void aLeastScoreThatNothingHasCostsNoMore() {
        Embedding query = CLUSTERS.next();
        for (MemoryStore each : List.of(store, exact)) {
            long usual = pages(each, request(LARGE, query));
            long hopeless = pages(each, request(LARGE, query).withMinScore(1));
            assertThat(hopeless).isLessThanOrEqualTo(usual);
        }
        assertThat(store.search(request(LARGE, query).withMinScore(1)).hits()).isEmpty();
    }

    private static long pages(MemoryStore each, SearchRequest request) {
        each.search(request);
        long before = counters.pages();
        each.search(request);
        return counters.pages() - before;
    }

    @Test
    void aFilterThatStarvesTheIndexIsAnsweredExactly() {
        for (long number : new long[] {7, 17_000}) {
            MemoryFilter filter = MemoryFilter.where("number").eq(number);
            SearchRequest request = request(LARGE, CLUSTERS.next()).withFilter(filter);
            assertThat(ids(store.search(request))).hasSize(1).isEqualTo(ids(exact.search(request)));
        }
        MemoryFilter half = MemoryFilter.where("number").lt(10_000);
        assertThat(store.search(request(LARGE, CLUSTERS.next()).withFilter(half))
                        .memories())
                .hasSize(10)
                .allSatisfy(memory -> assertThat(memory.text()).matches("memory \\d{1,4}"));
        assertThat(ids(store.search(request(LARGE.withAgent("nobody"), CLUSTERS.next()))))
                .isEmpty();
    }

    @Test
    void leavesNoSettingsBehind() {
        store.search(request(LARGE, CLUSTERS.next()).withLimit(300));
        assertThat(counters.ask("SHOW hnsw.ef_search")).isEqualTo("40");
        assertThat(counters.ask("SHOW hnsw.iterative_scan")).isEqualTo("off");
        assertThat(counters.ask("SHOW plan_cache_mode")).isEqualTo("auto");
    }

    @Test
    void leavesNoneBehindInATransactionEither() {
        try (Counters manual = Counters.withoutAutoCommit(postgres);
                MemoryStore other = builder(manual).build()) {
            String index = manual.ask("SELECT index_name FROM mem0.memory_ann");
            long before = manual.scans(index);
            assertThat(ids(other.search(request(LARGE, CLUSTERS.next()).withLimit(300))))
                    .hasSize(300);
            assertThat(manual.scans(index) - before).isEqualTo(1);
            assertThat(manual.ask("SHOW hnsw.ef_search")).isEqualTo("40");
            assertThat(manual.ask("SHOW plan_cache_mode")).isEqualTo("auto");
        }
    }

    @Test
    void anIndexThatIsGoneCostsSpeedOnly() {
        MemoryScope owner = MemoryScope.user("other 0");
        IndexPolicy.ExactThenPartial low = IndexPolicy.exactThenPartial().withThreshold(4_000);
        try (MemoryStore other =
                builder(counters).indexPolicy(low.withMaxIndexes(2)).build()) {
            other.unwrap(IndexMaintenance.class).orElseThrow().runOnce();
            String sql = "SELECT index_name FROM mem0.memory_ann WHERE row_count < 5000";
            counters.run("DROP INDEX mem0." + counters.ask(sql));
            for (int i = 0; i < 10; i++) {
                MemoryScope each = MemoryScope.user("other " + i);
                SearchRequest request = request(each, CLUSTERS.next());
                assertThat(ids(other.search(request))).isEqualTo(ids(exact.search(request)));
            }
        } finally {
            store.unwrap(IndexMaintenance.class).orElseThrow().runOnce();
        }
        assertThat(ids(store.search(request(owner, CLUSTERS.next())))).hasSize(10);
    }
}
