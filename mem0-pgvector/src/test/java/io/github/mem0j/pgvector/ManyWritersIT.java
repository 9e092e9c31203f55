package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.services.Postgres;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.ScanRequest;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoredMemory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sixteen writers on the same few keys, each in an order of its own. */
class ManyWritersIT {
    private static final int WRITERS = 16;
    private static final int KEYS = 40;
    private static final int CALLS = 40;

    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    private final MemoryScope scope = MemoryScope.user("shared " + UUID.randomUUID());
    private final List<UUID> ids =
            IntStream.range(0, KEYS).mapToObj(i -> UUID.randomUUID()).toList();
    private HikariDataSource pool;
    private MemoryStore store;
    private long deadlocks;

    @BeforeEach
    void open() {
        pool = TestPools.pool(postgres.get(), WRITERS);
        store = PgVectorMemoryStore.builder()
                .dataSource(pool)
                .dimensions(RoundTripCases.SPACE.dimensions())
                .initSchema()
                .build();
        deadlocks = deadlocks();
    }

    @AfterEach
    void close() {
        store.close();
        pool.close();
    }

    @Test
    void upsertsLoseNothingAndNeverDeadlock() throws Exception {
        AtomicLongArray upserts = new AtomicLongArray(KEYS);
        together(random -> {
            List<Integer> keys = someKeys(random);
            add(keys, "upserted").forEach(item -> assertThat(item.version()).isPositive());
            keys.forEach(upserts::incrementAndGet);
            return true;
        });
        for (Memory memory : all()) {
            assertThat(memory.version()).isEqualTo(upserts.get(ids.indexOf(memory.id())));
        }
        assertThat(all()).hasSize(KEYS);
        assertNoDeadlocks();
    }

    /** Rows come by COPY, and their order from the stage. */
    @Test
    void stagedUpsertsNeitherLoseNorDeadlock() throws Exception {
        List<UUID> many = IntStream.rangeClosed(0, Adds.MOST_BY_ARRAYS)
                .mapToObj(i -> UUID.randomUUID())
                .toList();
        run(4, 2, random -> {
            List<UUID> shuffled = new ArrayList<>(many);
            Collections.shuffle(shuffled, random);
            List<NewMemory> memories =
                    shuffled.stream().map(id -> memory(id, "staged", 1)).toList();
            return store.add(
                    AddRequest.of(scope, RoundTripCases.SPACE, memories).withMode(AddRequest.Mode.UPSERT));
        });
        assertThat(all()).allSatisfy(memory -> assertThat(memory.version()).isEqualTo(8));
        assertNoDeadlocks();
    }

    @Test
    void mixedWritersNeverFail() throws Exception {
        together(random -> switch (random.nextInt(6)) {
            case 0 ->
                store.delete(DeleteRequest.matching(
                        scope, MemoryFilter.where("group").eq(random.nextInt(4))));
            case 1 ->
                store.delete(DeleteRequest.ids(
                                scope, someKeys(random).stream().map(ids::get).toList())
                        .asHard());
            case 2 -> relate(random);
            case 3 ->
                store.add(AddRequest.of(
                                scope,
                                RoundTripCases.SPACE,
                                someKeys(random).stream()
                                        .map(key -> memory(UUID.randomUUID(), "once " + key % 8, key))
                                        .toList())
                        .withDeduplication());
            default -> add(someKeys(random), "mixed");
        });
        Map<String, Integer> once = new HashMap<>();
        List<StoredMemory> rows = StoreAdmin.of(store)
                .scan(ScanRequest.of(scope).withLimit(1_000))
                .memories();
        rows.stream()
                .filter(StoredMemory::deduplicated)
                .forEach(row -> once.merge(row.memory().text(), 1, Integer::sum));
        assertThat(once.values()).isNotEmpty().containsOnly(1);
        assertNoDeadlocks();
    }

    private Object relate(Random random) {
        List<Integer> keys = someKeys(random);
        List<Relation> relations = new ArrayList<>();
        for (int i = 1; i < keys.size(); i++) {
            relations.add(new Relation(ids.get(keys.get(i - 1)), ids.get(keys.get(i)), "r", i));
        }
        return store.relate(RelateRequest.of(scope, relations));
    }

    private List<AddResult.Item> add(List<Integer> keys, String text) {
        List<NewMemory> memories =
                keys.stream().map(key -> memory(ids.get(key), text, key)).toList();
        return store.add(AddRequest.of(scope, RoundTripCases.SPACE, memories).withMode(AddRequest.Mode.UPSERT))
                .items();
    }

    private List<Integer> someKeys(Random random) {
        List<Integer> keys = new ArrayList<>(IntStream.range(0, KEYS).boxed().toList());
        Collections.shuffle(keys, random);
        return keys.subList(0, 2 + random.nextInt(KEYS / 2));
    }

    private static NewMemory memory(UUID id, String text, int key) {
        Metadata group = Metadata.of("group", key % 4);
        return new NewMemory(id, text, Embedding.of(1, 2, 3, 4, 5, 6, 7, 1 + key), group, null, null);
    }

    private List<Memory> all() {
        return store.list(ListRequest.of(scope).withLimit(1_000)).memories();
    }

    private interface Call {
        Object with(Random random) throws Exception;
    }

    private static void together(Call call) throws Exception {
        run(WRITERS, CALLS, call);
    }

    private static void run(int writers, int calls, Call call) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            CyclicBarrier start = new CyclicBarrier(writers);
            List<Callable<Boolean>> tasks = IntStream.range(0, writers)
                    .<Callable<Boolean>>mapToObj(writer -> () -> {
                        Random random = new Random(writer);
                        start.await();
                        for (int i = 0; i < calls; i++) {
                            call.with(random);
                        }
                        return true;
                    })
                    .toList();
            for (Future<Boolean> done : threads.invokeAll(tasks)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Asked when all backends have ended, which report late otherwise. */
    private void assertNoDeadlocks() {
        pool.close();
        TestPools.await(() -> TestPools.ask(
                        postgres.get(),
                        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                + " AND backend_type = 'client backend'")
                .equals("1"));
        assertThat(deadlocks()).as("deadlocks that the server broke").isEqualTo(deadlocks);
    }

    private static long deadlocks() {
        return Long.parseLong(TestPools.ask(
                postgres.get(), "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"));
    }
}
