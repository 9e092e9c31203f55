package io.github.mem0j.pgvector;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.BulkOutcome;
import io.github.mem0j.store.BulkStore;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.ScanRequest;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoredMemory;
import io.github.mem0j.store.UpdateRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** What is counted: each case prepares a fresh scope and gives the one call whose round trips count. */
final class RoundTripCases {
    static final EmbeddingSpace SPACE = new EmbeddingSpace("round-trips", 8);

    /** A case: what it does with a new scope before it is measured, and then the measured call. */
    interface Case extends Function<MemoryScope, Runnable> {}

    /** A user's memories are of one case only, whoever else has counted on the same tables. */
    private static final AtomicInteger USERS = new AtomicInteger();

    private final MemoryStore store;
    private final MemoryStore approximate;
    private final StoreAdmin admin;
    private final BulkStore bulk;

    RoundTripCases(MemoryStore store) {
        this(store, store);
    }

    /** @param approximate on tables of its own, and always by their approximate index */
    RoundTripCases(MemoryStore store, MemoryStore approximate) {
        this.store = store;
        this.approximate = approximate;
        this.admin = StoreAdmin.of(store);
        this.bulk = BulkStore.of(store);
    }

    /** Prepares the case anew. */
    Runnable prepare(Case some) {
        return some.apply(MemoryScope.user("user-" + USERS.getAndIncrement()));
    }

    Map<String, Case> all() {
        Map<String, Case> cases = new LinkedHashMap<>();
        reads(cases);
        writes(cases);
        adds(cases);
        cases.put("`addAll` of 64 owners' adds", scope -> all(scope, request -> request));
        cases.put("`addAll` of 64, deduplicated", scope -> all(scope, AddRequest::withDeduplication));
        cases.put("`addAll` of 64, UPSERT", scope -> all(scope, request -> request.withMode(AddRequest.Mode.UPSERT)));
        cases.put("`getAll` of 64 owners' gets", scope -> {
            List<GetRequest> requests = ids(memories(64)).stream()
                    .map(id -> GetRequest.of(MemoryScope.user(scope.user() + id), id))
                    .toList();
            return () -> bulk.getAll(requests);
        });
        cases.put("`scan`, a page", scope -> remember(scope, 3, () -> admin.scan(ScanRequest.of(scope))));
        cases.put("`count`", scope -> () -> admin.count());
        cases.put("`count` of a scope", scope -> () -> admin.count(scope));
        cases.put("`versions`", scope -> remember(scope, 3, () -> admin.versions(scope, 1_000)));
        cases.put("`relations`", scope -> remember(scope, 3, () -> admin.relations(scope, 1_000)));
        cases.put("`erase`", scope -> remember(scope, 3, () -> admin.erase(scope)));
        cases.put("`purgeExpired`", scope -> admin::purgeExpired);
        cases.put("`ping`", scope -> admin::ping);
        cases.put("`restore` (one transaction: a stage, COPY, six statements)", scope -> {
            add(scope, memories(3)).run();
            List<StoredMemory> some = admin.scan(ScanRequest.of(scope)).memories();
            return () -> admin.restore(SPACE, some);
        });
        return cases;
    }

    private void reads(Map<String, Case> cases) {
        cases.put("`get`", scope -> {
            List<NewMemory> there = memories(3);
            add(scope, there).run();
            return () -> store.get(GetRequest.of(scope, ids(there)));
        });
        cases.put(
                "`search`, exact",
                scope -> remember(scope, 20, () -> store.search(SearchRequest.of(scope, SPACE, vector(1)))));
        cases.put("`search`, approximate", scope -> approximately(scope, 20));
        cases.put(
                "`search`, approximate, that met fewer than it should and is repeated exactly",
                scope -> approximately(scope, 3));
        cases.put("`list`", scope -> remember(scope, 20, () -> store.list(ListRequest.of(scope))));
        cases.put("`related`", scope -> {
            List<NewMemory> there = memories(3);
            add(scope, there).run();
            relate(scope, there).run();
            return () ->
                    store.related(RelatedRequest.of(scope, there.get(0).id()).withDepth(3));
        });
    }

    private Runnable approximately(MemoryScope scope, int memories) {
        approximate.add(AddRequest.of(scope, SPACE, memories(memories)));
        return () -> approximate.search(SearchRequest.of(scope, SPACE, vector(1)));
    }

    private void writes(Map<String, Case> cases) {
        cases.put("`update`", scope -> {
            List<NewMemory> there = memories(1);
            add(scope, there).run();
            MemoryChange change = MemoryChange.none().withMetadata(Metadata.of("k", 2));
            return () ->
                    store.update(UpdateRequest.of(scope, there.get(0).id(), SPACE, change.withText("new", vector(2))));
        });
        for (boolean hard : new boolean[] {false, true}) {
            String kind = hard ? ", hard" : ", soft";
            cases.put("`delete` by ids" + kind, scope -> {
                List<NewMemory> there = memories(3);
                add(scope, there).run();
                return delete(DeleteRequest.ids(scope, ids(there)), hard);
            });
            cases.put(
                    "`delete` by filter" + kind,
                    scope -> remember(
                            scope,
                            3,
                            delete(
                                    DeleteRequest.matching(
                                            scope, MemoryFilter.where("k").eq(1)),
                                    hard)));
            cases.put(
                    "`delete` of everything" + kind,
                    scope -> remember(scope, 3, delete(DeleteRequest.everything(scope), hard)));
        }
        cases.put("`relate`", scope -> {
            List<NewMemory> there = memories(3);
            add(scope, there).run();
            return relate(scope, there);
        });
    }

    private void adds(Map<String, Case> cases) {
        for (int rows : new int[] {1, 1_000}) {
            String count = " of " + (rows == 1 ? "1" : "1,000");
            cases.put("`add`" + count, scope -> add(scope, memories(rows)));
            cases.put("`add`" + count + ", deduplicated", scope -> once(scope, memories(rows)));
            cases.put("`add`" + count + ", UPSERT", scope -> upsert(scope, memories(rows)));
        }
        cases.put("`add` of 2,001 (COPY)", scope -> add(scope, memories(2_001)));
        cases.put("`add` of 2,001, deduplicated", scope -> once(scope, memories(2_001)));
        cases.put(
                "`add` of 2,001, UPSERT (staged COPY: BEGIN and a stage, COPY, its end, INSERT, COMMIT)",
                scope -> upsert(scope, memories(2_001)));
        cases.put("`add`, deduplicated, of a text that is there", scope -> {
            once(scope, memories(1)).run();
            return once(scope, memories(1));
        });
        cases.put("`add` repeated (INSERT of what is there already)", scope -> {
            List<NewMemory> there = memories(1);
            add(scope, there).run();
            return add(scope, there);
        });
        cases.put("`add` of a deleted id", scope -> {
            List<NewMemory> there = memories(1);
            add(scope, there).run();
            store.delete(DeleteRequest.everything(scope));
            return add(scope, there);
        });
        cases.put("`add` refused: ID_TAKEN", scope -> {
            List<NewMemory> there = memories(1);
            add(scope, there).run();
            return refused(add(
                    scope,
                    List.of(new NewMemory(there.get(0).id(), "another text", vector(3), Metadata.EMPTY, null, null))));
        });
        cases.put("`add` refused: OTHER_SCOPE", scope -> {
            List<NewMemory> there = memories(1);
            add(scope, there).run();
            return refused(upsert(scope.withAgent("other"), there));
        });
    }

    private Runnable remember(MemoryScope scope, int rows, Runnable then) {
        add(scope, memories(rows)).run();
        return then;
    }

    private static Runnable refused(Runnable call) {
        return () -> {
            try {
                call.run();
            } catch (StoreRejectedException e) {
                return;
            }
            throw new AssertionError("not refused");
        };
    }

    private Runnable add(MemoryScope scope, List<NewMemory> memories) {
        return () -> store.add(AddRequest.of(scope, SPACE, memories));
    }

    private Runnable once(MemoryScope scope, List<NewMemory> memories) {
        return () -> store.add(AddRequest.of(scope, SPACE, memories).withDeduplication());
    }

    private Runnable upsert(MemoryScope scope, List<NewMemory> memories) {
        return () -> store.add(AddRequest.of(scope, SPACE, memories).withMode(AddRequest.Mode.UPSERT));
    }

    private Runnable all(MemoryScope scope, UnaryOperator<AddRequest> kind) {
        List<AddRequest> requests = memories(64).stream()
                .map(memory -> kind.apply(AddRequest.of(MemoryScope.user(scope.user() + memory.id()), SPACE, memory)))
                .toList();
        return () -> bulk.addAll(requests).forEach(BulkOutcome::get);
    }

    private Runnable delete(DeleteRequest request, boolean hard) {
        return () -> store.delete(hard ? request.asHard() : request);
    }

    private Runnable relate(MemoryScope scope, List<NewMemory> there) {
        return () -> store.relate(RelateRequest.of(
                scope, new Relation(there.get(0).id(), there.get(1).id(), "follows", 1)));
    }

    static List<NewMemory> memories(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> NewMemory.of("text " + i, vector(1 + i)).withMetadata(Metadata.of("k", 1)))
                .toList();
    }

    private static List<UUID> ids(List<NewMemory> memories) {
        return memories.stream().map(NewMemory::id).toList();
    }

    private static Embedding vector(float first) {
        float[] values = new float[SPACE.dimensions()];
        values[0] = first;
        values[1] = 1;
        return Embedding.of(values);
    }
}
