package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mem0j.feed.ChangeFeed;
import io.github.mem0j.feed.FeedLag;
import io.github.mem0j.feed.OwnerChanges;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.services.Postgres;
import io.github.mem0j.services.PostgresDatabase;
import io.github.mem0j.services.TcpProxy;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.ScanRequest;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoredMemory;
import io.github.mem0j.store.UpdateRequest;
import io.github.mem0j.testkit.ManualClock;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What gets into the change feed, and how it is shared. */
class FeedIT {
    private static final MemoryScope SCOPE = Trial.SCOPE;
    private static final MemoryScope OTHER = MemoryScope.user("o").withTenant("t/1");
    private static final Duration LONG = Duration.ofHours(1);

    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    private final ManualClock clock = ManualClock.create();
    private PostgresDatabase database;
    private HikariDataSource pool;
    private PgVectorMemoryStore store;
    private ChangeFeed feed;

    @BeforeEach
    void open() {
        database = postgres.newDatabase();
        pool = TestPools.pool(database, 3);
        store = fed(builder -> builder);
        feed = ChangeFeed.of(store);
    }

    private PgVectorMemoryStore fed(UnaryOperator<PgVectorMemoryStoreBuilder> more) {
        return more.apply(PgVectorMemoryStore.builder()
                        .dataSource(pool)
                        .dimensions(3)
                        .initSchema()
                        .clock(clock)
                        .changeFeed("graph"))
                .build();
    }

    @AfterEach
    void close() {
        store.close();
        pool.close();
    }

    /** What one batch was about. */
    private record Taken(Set<UUID> ids, Set<UUID> ended) {}

    private Taken take() {
        Taken taken = new Taken(new HashSet<>(), new HashSet<>());
        while (feed.take("graph", 10_000, changes -> changes.forEach(each -> note(each, taken))) > 0) {}
        return taken;
    }

    private static void note(OwnerChanges changes, Taken taken) {
        assertThat(changes.owner()).isEqualTo(SCOPE);
        taken.ids().addAll(changes.ids());
        taken.ended().addAll(changes.ended());
    }

    private void assertNoted(Runnable write, boolean ended, UUID... ids) {
        take();
        assertThat(feed.isCurrent("graph", SCOPE, LONG)).isTrue();
        write.run();
        assertThat(feed.isCurrent("graph", SCOPE, LONG)).isFalse();
        assertThat(feed.isCurrent("graph", OTHER, LONG)).isTrue();
        Taken taken = take();
        assertThat(taken.ids()).containsExactlyInAnyOrder(ids);
        assertThat(taken.ended()).containsExactlyInAnyOrder(ended ? ids : new UUID[0]);
        assertThat(feed.lag("graph")).isEqualTo(FeedLag.NONE);
    }

    private static UUID[] ids(List<NewMemory> memories) {
        return memories.stream().map(NewMemory::id).toArray(UUID[]::new);
    }

    @Test
    void everyWayOfWritingIsNoted() {
        List<NewMemory> many = Trial.memories(2_001); // by COPY
        List<NewMemory> some = many.subList(0, 150);
        StoreAdmin admin = StoreAdmin.of(store);
        UUID a = many.get(0).id();
        UUID b = many.get(1).id();
        AddRequest adding = Trial.add(many);
        AddRequest upserting = Trial.add(some).withMode(AddRequest.Mode.UPSERT);

        assertNoted(() -> store.add(adding), false, ids(many));
        assertNoted(() -> store.add(upserting), false, ids(some));
        assertNoted(() -> store.add(adding.withMode(AddRequest.Mode.UPSERT)), false, ids(many)); // staged
        assertNoted(
                () -> store.update(
                        UpdateRequest.of(SCOPE, a, MemoryChange.none().withMetadata(Metadata.of("k", 1L)))),
                false,
                a);
        assertNoted(() -> store.relate(RelateRequest.of(SCOPE, Relation.of(a, b))), false, a);
        assertNoted(() -> store.relate(RelateRequest.of(SCOPE, Relation.of(a, b).withWeight(2))), false, a);
        assertNoted(() -> store.delete(DeleteRequest.ids(SCOPE, a)), true, a);
        assertNoted(() -> store.add(Trial.add(many.subList(0, 1))), true, a); // under a hidden id
        List<StoredMemory> first = admin.scan(ScanRequest.all().withLimit(1)).memories();
        assertNoted(
                () -> admin.restore(Trial.SPACE, first),
                false,
                first.get(0).memory().id());
        assertNoted(() -> store.delete(DeleteRequest.ids(SCOPE, b).asHard()), true, b);
        UUID passing = new UUID(1, 2);
        assertNoted(
                () -> store.add(Trial.add(List.of(NewMemory.of("passing", Embedding.of(0, 0, 1))
                                .withId(passing)
                                .withExpiresAt(clock.instant().plus(LONG))))
                        .withDeduplication()),
                false,
                passing);
        clock.advance(LONG);
        assertNoted(admin::purgeExpired, true, passing);
        Set<UUID> all = new HashSet<>(List.of(ids(many)));
        all.remove(b);
        assertNoted(() -> admin.erase(SCOPE), true, all.toArray(UUID[]::new));
    }

    /** An ordered log would be past it by the time it commits. */
    @Test
    void whatCommitsLateIsNotSkipped() throws Exception {
        NewMemory early = NewMemory.of("early", Embedding.of(1, 0, 0));
        NewMemory late = NewMemory.of("late", Embedding.of(0, 1, 0));
        store.add(Trial.add(List.of(early, late)));
        take();
        try (Connection holding = new Trial(database)
                .holding("UPDATE mem0.memory SET content = 'later' WHERE id = '" + late.id() + "'")) {
            store.update(UpdateRequest.of(SCOPE, early.id(), MemoryChange.none().withMetadata(Metadata.of("k", 1L))));
            assertThat(take().ids()).containsExactly(early.id());
            assertThat(feed.isCurrent("graph", SCOPE, LONG)).isTrue();
            holding.commit();
        }
        assertThat(feed.isCurrent("graph", SCOPE, LONG)).isFalse();
        assertThat(take().ids()).containsExactly(late.id());
    }

    @Test
    void consumersShareByOwnerAndKeepWhatChangesMeanwhile() {
        NewMemory mine = NewMemory.of("mine", Embedding.of(1, 0, 0));
        store.add(Trial.add(List.of(mine)));
        store.add(AddRequest.of(OTHER, Trial.SPACE, NewMemory.of("theirs", Embedding.of(1, 0, 0))));
        List<MemoryScope> owners = new ArrayList<>();
        assertThat(feed.take("graph", 1, first -> {
                    owners.add(first.get(0).owner());
                    // No writer waits for the consumer, and what is written now is nobody else's meanwhile.
                    store.update(UpdateRequest.of(
                            SCOPE, mine.id(), MemoryChange.none().withMetadata(Metadata.of("k", 1L))));
                    while (feed.take("graph", 1, second -> second.forEach(each -> owners.add(each.owner()))) > 0) {}
                    assertThat(first.get(0).present().memories().get(0).memory().version())
                            .isEqualTo(2);
                }))
                .isEqualTo(1);
        assertThat(owners).containsExactly(SCOPE, OTHER);
        assertThat(feed.isCurrent("graph", SCOPE, LONG)).isFalse();
        assertThat(feed.lag("graph").changes()).isEqualTo(1);
        assertThat(take().ids()).containsExactly(mine.id());
    }

    @Test
    void whatFailsStays() {
        store.add(Trial.add(Trial.memories(250)));
        assertThatThrownBy(() -> feed.take("graph", 1_000, changes -> {
                    throw new IllegalStateException("fails");
                }))
                .hasMessage("fails");
        assertThat(feed.lag("graph").changes()).isEqualTo(250);
        assertThat(feed.isCurrent("graph", OTHER, Duration.ZERO)).isFalse();
        assertThat(feed.isCurrent("graph", OTHER, LONG)).isTrue();
        assertThat(feed.take("graph", 100, changes -> {})).as("a bounded batch").isEqualTo(100);
        assertThat(take().ids()).hasSize(150);
    }

    @Test
    void eachConsumerHasItsOwnPart() {
        List<NewMemory> memories = Trial.memories(2);
        try (PgVectorMemoryStore more = fed(builder -> builder.changeFeed("graph", "caches"))) {
            ChangeFeed both = ChangeFeed.of(more);
            store.add(Trial.add(memories)); // by a store that knows of one
            take();
            assertThat(both.isCurrent("caches", SCOPE, LONG)).isFalse();
            both.mark("graph", SCOPE, List.of(new UUID(7, 7)));
            assertThat(take().ids()).containsExactly(new UUID(7, 7));
            assertThat(both.take("caches", 10, changes -> {})).isEqualTo(2);
        }
        assertThatThrownBy(() -> feed.lag("caches")).hasMessageContaining("changeFeed");
    }

    @Test
    void presentStateHasRelationsOfBothEnds() {
        List<NewMemory> memories = Trial.memories(3);
        UUID a = memories.get(0).id();
        UUID b = memories.get(1).id();
        UUID c = memories.get(2).id();
        store.add(Trial.add(memories));
        store.relate(RelateRequest.of(SCOPE, Relation.of(a, b), Relation.of(b, c), Relation.of(c, a)));
        take();
        feed.mark("graph", SCOPE, List.of(b, new UUID(7, 7)));
        feed.take("graph", 10, changes -> {
            var present = changes.get(0).present();
            assertThat(present.memories()).hasSize(1);
            assertThat(present.memories().get(0).relations()).containsExactly(Relation.of(b, c));
            assertThat(present.incoming()).containsExactly(Relation.of(a, b));
        });
    }

    @Test
    void nothingIsNotedUnlessSwitchedOn() {
        PostgresDatabase plain = postgres.newDatabase();
        try (PgVectorMemoryStore off = new Trial(plain).store().build()) {
            off.add(Trial.add(Trial.memories(1)));
            assertThat(off.unwrap(ChangeFeed.class)).isEmpty();
        }
        assertThat(Sql.ask(plain, "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal"))
                .isEqualTo("0");
        PgVectorMemoryStoreBuilder later = PgVectorMemoryStore.builder()
                .jdbcUrl(plain.jdbcUrl())
                .credentials(plain.user(), plain.password())
                .dimensions(3)
                .changeFeed("graph");
        assertThatThrownBy(later::build)
                .isInstanceOf(StoreRejectedException.class)
                .hasMessageContainingAll("graph", "initSchema");
        Sql.run(plain, later.changeFeedStatements("public").toArray(String[]::new));
        try (PgVectorMemoryStore on = later.build()) {
            on.add(Trial.add(Trial.memories(2)));
            assertThat(ChangeFeed.of(on).lag("graph").changes()).isEqualTo(2);
        }
    }

    @Test
    void noWriteTakesAnotherRoundTrip() {
        PostgresDatabase counted = postgres.newDatabase();
        Map<String, Long> without = new LinkedHashMap<>();
        Map<String, Long> with = new LinkedHashMap<>();
        try (TcpProxy proxy = TcpProxy.to(counted.host(), counted.port());
                HikariDataSource pool = TestPools.pool(counted.through(proxy), 1)) {
            count(pool, proxy, builder -> builder.schema("plain"), without);
            count(pool, proxy, builder -> builder.schema("fed").changeFeed("graph"), with);
        }
        assertThat(without).hasSizeGreaterThan(15).containsEntry("`add` of 2,001 (COPY)", 2L);
        assertThat(with).isEqualTo(without);
    }

    private static void count(
            HikariDataSource pool,
            TcpProxy proxy,
            UnaryOperator<PgVectorMemoryStoreBuilder> where,
            Map<String, Long> counted) {
        RoundTripCases cases = new RoundTripCases(where.apply(PgVectorMemoryStore.builder()
                        .dataSource(pool)
                        .dimensions(RoundTripCases.SPACE.dimensions())
                        .initSchema())
                .build());
        cases.all().forEach((name, some) -> {
            if (name.matches("`(add|update|delete|relate|restore|erase|purge).*")) {
                proxy.delay(Duration.ofMillis(name.contains(",") ? 20 : 0));
                long least = LongStream.generate(() -> {
                            Runnable write = cases.prepare(some);
                            proxy.reset();
                            write.run();
                            return proxy.roundTrips();
                        })
                        .limit(3)
                        .min()
                        .orElseThrow();
                counted.put(name, least);
            }
        });
        proxy.delay(Duration.ZERO);
    }
}
