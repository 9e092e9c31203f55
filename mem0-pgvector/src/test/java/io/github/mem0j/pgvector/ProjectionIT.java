package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mem0j.feed.CompanionStore;
import io.github.mem0j.feed.Projector;
import io.github.mem0j.layer.ForwardingMemoryStore;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.services.Postgres;
import io.github.mem0j.services.PostgresDatabase;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.Degradation;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.Operation;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.RelatedResult;
import io.github.mem0j.store.ScanPage;
import io.github.mem0j.store.ScanRequest;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.UpdateRequest;
import io.github.mem0j.testkit.Fault;
import io.github.mem0j.testkit.FaultyStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two stores in tables of their own, of which the second follows the first whatever happens on the way. */
class ProjectionIT {
    private static final int OWNERS = 10;
    private static final int WRITES = 1_000;

    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    private PostgresDatabase database;
    private HikariDataSource pool;
    private MemoryStore primary;
    private MemoryStore companion;

    @BeforeEach
    void open() {
        database = postgres.newDatabase();
        pool = TestPools.pool(database, 6);
        primary = primary(pool);
        companion = companion(pool);
    }

    @AfterEach
    void close() {
        companion.close();
        primary.close();
        pool.close();
    }

    private static MemoryStore primary(HikariDataSource pool) {
        return builder(pool).changeFeed("graph").build();
    }

    private static MemoryStore companion(HikariDataSource pool) {
        return builder(pool).table("companion").build();
    }

    private static PgVectorMemoryStoreBuilder builder(HikariDataSource pool) {
        return PgVectorMemoryStore.builder().dataSource(pool).dimensions(3).initSchema();
    }

    private static MemoryScope owner(int i) {
        return MemoryScope.user("user " + i % OWNERS);
    }

    /** Adds, updates, relations, deletions and additions under deleted ids, of ten owners. */
    private static void write(MemoryStore store, int writes, Runnable each) {
        Random random = new Random(8);
        List<List<NewMemory>> all = new ArrayList<>();
        IntStream.range(0, OWNERS).forEach(i -> all.add(new ArrayList<>()));
        for (int i = 0; i < writes; i++) {
            MemoryScope owner = owner(i);
            List<NewMemory> memories = all.get(i % OWNERS);
            NewMemory some = memories.isEmpty() ? null : memories.get(random.nextInt(memories.size()));
            int kind = memories.size() < 3 ? 0 : random.nextInt(10);
            if (kind < 4) {
                NewMemory added = NewMemory.of("text " + i, Embedding.of(1, i, 0));
                memories.add(added);
                store.add(AddRequest.of(owner, Trial.SPACE, added));
            } else if (kind < 7) {
                NewMemory other = memories.get(random.nextInt(memories.size()));
                if (!other.id().equals(some.id())) {
                    store.relate(RelateRequest.of(
                            owner, Relation.of(some.id(), other.id()).withWeight(i)));
                }
            } else if (kind < 8) {
                store.update(UpdateRequest.of(
                        owner, some.id(), MemoryChange.none().withMetadata(Metadata.of("n", (long) i))));
            } else if (kind < 9) {
                DeleteRequest delete = DeleteRequest.ids(owner, some.id());
                store.delete(i % 2 == 0 ? delete : delete.asHard());
            } else {
                store.add(AddRequest.of(owner, Trial.SPACE, some).withMode(AddRequest.Mode.UPSERT));
            }
            each.run();
        }
    }

    private static List<String> everything(MemoryStore store) {
        List<String> all = new ArrayList<>();
        ScanRequest request = ScanRequest.all();
        ScanPage page;
        do {
            page = StoreAdmin.of(store).scan(request);
            page.memories().forEach(stored -> {
                all.add(stored.deduplicated() + " " + stored.memory());
                stored.relations().forEach(relation -> all.add(stored.memory().scope() + " " + relation));
            });
            request = request.after(page.next());
        } while (page.next() != null);
        Collections.sort(all);
        return all;
    }

    private void assertEqualStores() {
        List<String> expected = everything(primary);
        assertThat(expected).hasSizeGreaterThan(WRITES / 4);
        assertThat(everything(companion)).isEqualTo(expected);
    }

    @Test
    void companionDownDuringWritesConvergesByItself() {
        FaultyStore link = FaultyStore.over(companion);
        try (CompanionStore store = CompanionStore.builder(unclosed(primary), unclosed(link))
                .projection(projection ->
                        projection.interval(Duration.ofMillis(20)).backOff(Duration.ofMillis(5), Duration.ofMillis(50)))
                .build()) {
            NewMemory start = NewMemory.of("start", Embedding.of(1, 0, 0));
            NewMemory next = NewMemory.of("next", Embedding.of(1, 0, 0));
            store.add(AddRequest.of(owner(0), Trial.SPACE, start, next));
            store.relate(RelateRequest.of(owner(0), Relation.of(start.id(), next.id())));
            RelatedRequest walk = RelatedRequest.of(owner(0), start.id());
            TestPools.await(
                    () -> store.related(walk).provenance().degradations().isEmpty());
            link.inject(Fault.UNAVAILABLE);
            AtomicInteger flagged = new AtomicInteger();
            write(store, WRITES, () -> {
                RelatedResult answer = store.related(walk);
                assertThat(answer.memories()).extracting(each -> each.id()).containsExactly(next.id());
                if (answer.provenance().degradations().equals(Set.of(Degradation.GRAPH_FALLBACK))) {
                    flagged.incrementAndGet();
                }
            });
            assertThat(flagged).hasValue(WRITES);
            assertThat(store.projector().lag().changes()).isGreaterThan(WRITES / 2);
            link.heal();
            TestPools.await(() -> store.projector().lag().changes() == 0);
            assertEqualStores();
            assertThat(store.related(walk).provenance().degradations()).isEmpty();
        }
    }

    /** Both in this JVM and in another, which is ended by force in the middle of a batch. */
    @Test
    void twoJvmsShareAndOneIsKilledInTheMiddle() throws Exception {
        write(primary, WRITES, () -> {});
        long waiting = Long.parseLong(Sql.ask(database, "SELECT sum(cardinality(ids)) FROM mem0.memory_feed"));
        Process other = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Other.class.getName(),
                        database.jdbcUrl(),
                        database.user(),
                        database.password())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(other.getInputStream().read()).as("in the middle").isEqualTo('!');
            try (Projector projector = Projector.start(primary, companion, "graph", settings -> settings.byHand())) {
                long mine = projector.drain();
                assertThat(mine).as("what the other does not hold").isPositive().isLessThan(waiting);
                other.destroyForcibly();
                assertThat(other.waitFor(10, TimeUnit.SECONDS)).isTrue();
                TestPools.await(() -> {
                    long unused = projector.drain();
                    return projector.lag().changes() == 0;
                });
                assertEqualStores();
            }
        } finally {
            other.destroyForcibly();
        }
    }

    /** A JVM that stops in the middle of its first batch, after a part of it has taken effect. */
    static final class Other {
        public static void main(String[] args) throws IOException {
            PoolSettings size = PoolSettings.defaults().withSize(3);
            PgVectorMemoryStoreBuilder builder = PgVectorMemoryStore.builder()
                    .jdbcUrl(args[0])
                    .credentials(args[1], args[2])
                    .pool(size)
                    .dimensions(3);
            MemoryStore source = builder.changeFeed("graph").build();
            MemoryStore target = PgVectorMemoryStore.builder()
                    .jdbcUrl(args[0])
                    .credentials(args[1], args[2])
                    .pool(size)
                    .dimensions(3)
                    .table("companion")
                    .build();
            FaultyStore stuck = FaultyStore.over(target);
            stuck.inject(Fault.HANG, Operation.RELATE);
            Thread thread = new Thread(() -> {
                try {
                    stuck.awaitHanging(1, Duration.ofSeconds(30));
                    System.out.print('!');
                    System.out.flush();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            thread.start();
            try (Projector projector = Projector.start(
                    source, stuck, "graph", settings -> settings.byHand().batchSize(5))) {
                long unused = projector.drain();
            }
        }
    }

    @Test
    void rebuildOfWhatWasThereBeforeIsInterruptedAndResumed() {
        write(primary, WRITES, () -> {});
        List<NewMemory> many = Trial.memories(2_500);
        primary.add(Trial.add(many));
        primary.relate(RelateRequest.of(
                Trial.SCOPE,
                IntStream.range(1, many.size())
                        .mapToObj(i ->
                                Relation.of(many.get(i).id(), many.get(i / 2).id()))
                        .toList()));
        Sql.run(database, "DELETE FROM mem0.memory_feed");
        FaultyStore link = FaultyStore.over(companion);
        NewMemory stray = NewMemory.of("stray", Embedding.of(1, 0, 0)).withId(new UUID(5, 5));
        companion.add(AddRequest.of(owner(1), Trial.SPACE, stray));
        List<Projector.Progress> seen = new ArrayList<>();
        try (Projector projector = Projector.start(primary, link, "graph", settings -> settings.byHand())) {
            try {
                projector.rebuild(null, progress -> {
                    seen.add(progress);
                    throw new IllegalStateException("interrupted");
                });
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("interrupted");
            }
            assertThat(seen).hasSize(1);
            long before = StoreAdmin.of(companion).count();
            projector.rebuild(seen.get(0), seen::add);
            assertThat(before).isBetween(1_000L, StoreAdmin.of(companion).count() - 1);
            assertThat(seen.get(seen.size() - 1).done())
                    .isEqualTo(StoreAdmin.of(primary).count());
            assertEqualStores();
        }
    }

    private static MemoryStore unclosed(MemoryStore store) {
        return new ForwardingMemoryStore(store) {
            @Override
            public void close() {}
        };
    }
}
