package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.services.Postgres;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.ListResult;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.UpdateRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How the server answers what the store really sends, by its own counters: 120,000 memories, 100,000 of one owner. */
class ExactPlansIT {
    private static final MemoryScope LARGE = MemoryScope.user("large");
    private static final MemoryScope MIDDLE = MemoryScope.user("middle");
    private static final Clusters CLUSTERS = new Clusters(16, 20);

    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    private static Counters counters;
    private static MemoryStore store;

    @BeforeAll
    static void fill() {
        // As our own pool has it. With the server's default of 4, an owner of most of the table gets a sequential scan.
        counters = new Counters(postgres, "SET random_page_cost = 1.1", "SET jit = off");
        store = PgVectorMemoryStore.builder()
                .dataSource(counters.pool)
                .dimensions(16)
                .initSchema()
                .build();
        for (int i = 0; i < 10; i++) {
            add(LARGE, 10_000);
        }
        for (int i = 0; i < 19; i++) {
            add(MemoryScope.user("other " + i), 1_000);
        }
        List<UUID> ids = add(MIDDLE, 1_000);
        List<Relation> relations = new ArrayList<>();
        for (int i = 1; i < ids.size(); i++) {
            relations.add(Relation.of(ids.get(i / 10), ids.get(i)));
        }
        store.relate(RelateRequest.of(MIDDLE, relations));
        counters.run("VACUUM ANALYZE mem0.memory", "VACUUM ANALYZE mem0.memory_relation");
    }

    @AfterAll
    static void end() {
        store.close();
        counters.close();
    }

    private static List<UUID> add(MemoryScope scope, int count) {
        return store.add(AddRequest.of(scope, CLUSTERS.space(), CLUSTERS.memories(count)))
                .ids();
    }

    private static SearchRequest search(MemoryScope scope) {
        return SearchRequest.of(scope, CLUSTERS.space(), CLUSTERS.next());
    }

    @Test
    void exactSearchReadsTheCoveringIndexAlone() {
        MemoryScope vacuumed = MemoryScope.user("other 3");
        for (int i = 0; i < 10; i++) {
            store.search(search(vacuumed)); // by then a generic plan may have taken over
        }
        long scans = counters.scans("_cover");
        long entries = counters.entries("_cover");
        long fetches = counters.fetches("_cover");
        store.search(search(vacuumed));
        store.search(search(vacuumed.withAgent("nobody")));
        assertThat(counters.scans("_cover") - scans).isEqualTo(2);
        assertThat(counters.entries("_cover") - entries).isEqualTo(2_000);
        assertThat(counters.fetches("_cover") - fetches).isZero();
    }

    @Test
    void versionsReadTheListingIndexAlone() {
        MemoryScope vacuumed = MemoryScope.user("other 4");
        for (int i = 0; i < 10; i++) {
            StoreAdmin.of(store).versions(vacuumed, 2_000);
        }
        long scans = counters.scans("_by_list");
        long entries = counters.entries("_by_list");
        long fetches = counters.fetches("_by_list");
        assertThat(StoreAdmin.of(store).versions(vacuumed, 2_000)).hasSize(1_000);
        assertThat(counters.scans("_by_list") - scans).isEqualTo(1);
        assertThat(counters.entries("_by_list") - entries).isEqualTo(1_000);
        assertThat(counters.fetches("_by_list") - fetches).isZero();
    }

    @Test
    void listGoesByItsIndexHoweverDeep() {
        ListRequest request = ListRequest.of(LARGE).withLimit(1_000);
        ListResult page = store.list(request);
        for (int depth = 1_000; depth < 99_000; depth += 1_000) {
            page = store.list(request.after(page.next()));
        }
        long scans = counters.scans("_by_list");
        long entries = counters.entries("_by_list");
        assertThat(store.list(request.withLimit(10).after(page.next())).memories())
                .hasSize(10);
        assertThat(counters.scans("_by_list") - scans).isEqualTo(1);
        assertThat(counters.entries("_by_list") - entries).isLessThan(100);
    }

    @Test
    void nothingOnTheHotPathScansATable() {
        MemoryScope other = MemoryScope.user("other 5");
        List<UUID> ids = store.list(ListRequest.of(other).withLimit(100)).memories().stream()
                .map(memory -> memory.id())
                .toList();
        UUID one = store.list(ListRequest.of(MIDDLE).withLimit(1))
                .memories()
                .get(0)
                .id();
        MemoryFilter filter = MemoryFilter.where("number").lt(100);
        NewMemory memory = NewMemory.of("new", CLUSTERS.next());
        Map<String, Long> scans = new TreeMap<>();
        for (int i = 0; i < 7; i++) {
            UUID changed = ids.get(10 + i);
            NewMemory again = memory.withId(ids.get(30 + i));
            Map<String, Runnable> operations = new LinkedHashMap<>();
            operations.put("get", () -> store.get(GetRequest.of(other, ids.get(0), ids.get(1))));
            operations.put("search, filtered", () -> store.search(search(other).withFilter(filter)));
            operations.put("search, large", () -> store.search(search(LARGE)));
            operations.put(
                    "list, filtered", () -> store.list(ListRequest.of(other).withFilter(filter)));
            operations.put("list, large", () -> store.list(ListRequest.of(LARGE)));
            operations.put(
                    "update",
                    () -> store.update(UpdateRequest.of(
                            other, changed, MemoryChange.none().withMetadata(Metadata.of("changed", true)))));
            operations.put("relate", () -> store.relate(RelateRequest.of(other, Relation.of(ids.get(20), changed))));
            operations.put(
                    "related",
                    () -> store.related(RelatedRequest.of(MIDDLE, one).withDepth(3)));
            operations.put("add", () -> store.add(AddRequest.of(other, CLUSTERS.space(), memory)));
            operations.put(
                    "add once",
                    () -> store.add(
                            AddRequest.of(other, CLUSTERS.space(), memory).withDeduplication()));
            operations.put(
                    "upsert",
                    () -> store.add(
                            AddRequest.of(other, CLUSTERS.space(), again).withMode(AddRequest.Mode.UPSERT)));
            operations.put("add many", () -> store.add(AddRequest.of(other, CLUSTERS.space(), CLUSTERS.memories(100))));
            operations.put("delete", () -> store.delete(DeleteRequest.ids(other, again.id())));
            operations.put(
                    "hard delete",
                    () -> store.delete(DeleteRequest.ids(other, again.id()).asHard()));
            operations.forEach((name, operation) -> {
                long before = counters.sequentialScans();
                operation.run();
                scans.merge(name, counters.sequentialScans() - before, Long::sum);
            });
        }
        assertThat(scans).hasSize(14);
        assertThat(scans.entrySet()).allMatch(each -> each.getValue() == 0);
    }

    @Test
    void eachLimitFindsABeginningOfWhatALargerOneFinds() {
        MemoryScope ties = MemoryScope.user("ties");
        List<NewMemory> memories = new ArrayList<>();
        for (Embedding embedding : List.of(CLUSTERS.next(), CLUSTERS.next(), CLUSTERS.next())) {
            for (int i = 0; i < 200; i++) {
                memories.add(NewMemory.of("tie " + i, embedding));
            }
        }
        Collections.shuffle(memories, new Random(1));
        store.add(AddRequest.of(ties, CLUSTERS.space(), memories));
        SearchRequest request = search(ties);
        List<UUID> all = ids(request.withLimit(500));
        assertThat(all).hasSize(500);
        for (int limit = 1; limit < 500; limit++) {
            assertThat(ids(request.withLimit(limit))).isEqualTo(all.subList(0, limit));
        }
    }

    private static List<UUID> ids(SearchRequest request) {
        return store.search(request).memories().stream()
                .map(memory -> memory.id())
                .toList();
    }
}
