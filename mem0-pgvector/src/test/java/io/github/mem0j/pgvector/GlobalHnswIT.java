package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.services.Postgres;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.SearchResult;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One index for all: an owner of 10 among 20,000 has 10, and one of half the memories is served by the index. */
class GlobalHnswIT {
    private static final Logger LOG = LoggerFactory.getLogger(GlobalHnswIT.class);
    private static final MemoryScope SMALL = MemoryScope.user("small");
    private static final MemoryScope LARGE = MemoryScope.user("large");
    private static final Clusters CLUSTERS = new Clusters(16, 50);

    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    @Test
    void theSmallestOwnerFindsAllAndTheLargestGoesByTheIndex() {
        try (Counters counters = new Counters(postgres)) {
            PgVectorMemoryStoreBuilder builder = PgVectorMemoryStore.builder()
                    .dataSource(counters.pool)
                    .dimensions(16)
                    .initSchema();
            try (MemoryStore exact =
                    builder.indexPolicy(IndexPolicy.exactOnly()).build()) {
                add(exact, SMALL, 10);
                add(exact, LARGE, 10_000);
                for (int i = 0; i < 10; i++) {
                    add(exact, MemoryScope.user("other " + i), 999);
                }
                try (MemoryStore store =
                        builder.indexPolicy(IndexPolicy.globalHnsw(16, 64)).build()) {
                    counters.run("VACUUM ANALYZE mem0.memory");
                    compare(counters, exact, store);
                }
            }
        }
    }

    private static void compare(Counters counters, MemoryStore exact, MemoryStore store) {
        for (int i = 0; i < 10; i++) {
            SearchRequest request = SearchRequest.of(SMALL, CLUSTERS.space(), CLUSTERS.next());
            assertThat(ids(store.search(request))).hasSize(10).isEqualTo(ids(exact.search(request)));
        }
        long before = counters.scans("_hnsw");
        int found = 0;
        for (int i = 0; i < 50; i++) {
            SearchRequest request = SearchRequest.of(LARGE, CLUSTERS.space(), CLUSTERS.next());
            Set<UUID> truth = new HashSet<>(ids(exact.search(request)));
            List<UUID> answer = ids(store.search(request));
            assertThat(answer).hasSize(10);
            found += (int) answer.stream().filter(truth::contains).count();
        }
        assertThat(counters.scans("_hnsw") - before).isEqualTo(50);
        LOG.info("recall@10 of a global index {}", found / 500.0);
    }

    private static void add(MemoryStore store, MemoryScope scope, int count) {
        store.add(AddRequest.of(scope, CLUSTERS.space(), CLUSTERS.memories(count)));
    }

    private static List<UUID> ids(SearchResult result) {
        return result.memories().stream().map(memory -> memory.id()).toList();
    }
}
