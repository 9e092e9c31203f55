package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.FilterEvaluator;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.services.Postgres;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.UpdateRequest;
import io.github.mem0j.testkit.DifferentialRun;
import io.github.mem0j.testkit.ManualClock;
import io.github.mem0j.testkit.NaiveMemoryStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever strings hold, they come back as they were, match themselves only, and change nothing else. */
class HostileInputIT {
    private static final String CATALOG = "SELECT string_agg(oid::text || relname, ',' ORDER BY oid) FROM pg_class"
            + " WHERE relnamespace::regnamespace::text IN ('mem0', 'public')";

    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    private static HikariDataSource pool;
    private static MemoryStore store;
    private static String catalog;

    @BeforeAll
    static void open() {
        pool = TestPools.pool(postgres.get(), 4);
        store = PgVectorMemoryStore.builder()
                .dataSource(pool)
                .dimensions(RoundTripCases.SPACE.dimensions())
                .initSchema()
                .build();
        catalog = TestPools.ask(postgres.get(), CATALOG);
    }

    @AfterAll
    static void nothingElseHasChanged() {
        assertThat(TestPools.ask(postgres.get(), CATALOG)).isEqualTo(catalog);
        store.close();
        pool.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everythingComesBackVerbatim(long seed) {
        Hostile hostile = new Hostile(seed);
        for (int i = 0; i < 30; i++) {
            MemoryScope scope = hostile.scope();
            List<String> keys =
                    Stream.generate(hostile::text).distinct().limit(4).toList();
            NewMemory one = memory(hostile.text())
                    .withMetadata(hostile.metadata(keys).with("big", "\uD83D\uDE00'".repeat(9_000)));
            NewMemory two = memory("\\'\u202E".repeat(22_000)).withMetadata(hostile.metadata(keys));
            store.add(AddRequest.of(scope, RoundTripCases.SPACE, one, two).withDeduplication());
            assertThat(get(scope, one.id())).satisfies(memory -> {
                assertThat(memory.scope()).isEqualTo(scope);
                assertThat(memory.text()).isEqualTo(one.text());
                assertThat(memory.metadata()).isEqualTo(one.metadata());
            });
            one.metadata()
                    .asMap()
                    .forEach((key, value) -> assertThat(
                                    list(scope, MemoryFilter.where(key).eq(value)))
                            .contains(one.id()));
            String type = hostile.text();
            store.relate(RelateRequest.of(scope, new Relation(one.id(), two.id(), type, 0.1)));
            assertThat(store.related(RelatedRequest.of(scope, one.id()).withTypes(type))
                            .memories())
                    .extracting(Memory::text)
                    .containsExactly(two.text());
            MemoryChange change = MemoryChange.none()
                    .withText(hostile.text(), one.embedding())
                    .withoutKeys(keys.toArray(new String[0]));
            store.update(UpdateRequest.of(scope, one.id(), RoundTripCases.SPACE, change));
            assertThat(get(scope, one.id()).text()).isEqualTo(change.text());
            assertThat(get(scope, one.id()).metadata().asMap()).containsOnlyKeys("big");
            assertThat(store.delete(DeleteRequest.everything(scope).asHard()).count())
                    .isEqualTo(2);
        }
    }

    @Test
    void copyTakesTheSameStrings() {
        Hostile hostile = new Hostile(4);
        MemoryScope scope = hostile.scope();
        List<String> keys = Stream.generate(hostile::text).distinct().limit(4).toList();
        List<NewMemory> many = Stream.generate(() -> memory(hostile.text()).withMetadata(hostile.metadata(keys)))
                .limit(Adds.MOST_BY_ARRAYS + 1)
                .toList();
        store.add(AddRequest.of(scope, RoundTripCases.SPACE, many));
        List<Memory> read = store.get(GetRequest.of(
                        scope, many.subList(0, 900).stream().map(NewMemory::id).toList()))
                .memories();
        for (int i = 0; i < read.size(); i++) {
            assertThat(read.get(i).text()).isEqualTo(many.get(i).text());
            assertThat(read.get(i).metadata()).isEqualTo(many.get(i).metadata());
        }
        assertThat(read).hasSize(900);
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6, 7, 8})
    void filtersMatchWhatTheEvaluatorMatches(long seed) {
        Hostile hostile = new Hostile(seed);
        List<String> keys = Stream.generate(hostile::text).distinct().limit(3).toList();
        MemoryScope scope = MemoryScope.user("filtered " + seed);
        List<NewMemory> memories = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            memories.add(memory("text " + i).withMetadata(hostile.metadata(keys)));
        }
        store.add(AddRequest.of(scope, RoundTripCases.SPACE, memories));
        List<Memory> all = store.list(ListRequest.of(scope).withLimit(1_000)).memories();
        int found = 0;
        for (int i = 0; i < 400; i++) {
            MemoryFilter filter = hostile.filter(keys, 4);
            List<UUID> expected = all.stream()
                    .filter(memory -> FilterEvaluator.matches(filter, memory))
                    .map(Memory::id)
                    .toList();
            assertThat(list(scope, filter)).as("%s", filter).containsExactlyElementsOf(expected);
            found += expected.isEmpty() || expected.size() == all.size() ? 0 : 1;
        }
        assertThat(found).as("filters that tell memories apart").isGreaterThan(150);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                "A\"; DROP SCHEMA mem0 CASCADE; --",
                "{d '2020-01-01'}",
                "?",
                "$1 ${memory}",
                "it's",
                "/* */",
                "\\",
                "Ünï\uD83D\uDE00",
                "%s%d",
                "select",
                ".",
                "{"
            })
    void anyValidIdentifierWillDo(String name) {
        try (HikariDataSource own = TestPools.pool(postgres.get(), 1);
                MemoryStore hostile = PgVectorMemoryStore.builder()
                        .dataSource(own)
                        .schema(name)
                        .table(name)
                        .dimensions(RoundTripCases.SPACE.dimensions())
                        .initSchema()
                        .build()) {
            RoundTripCases cases = new RoundTripCases(hostile);
            cases.all().forEach((what, some) -> {
                if (!what.contains("2,001, d") && !what.contains("1,000")) {
                    cases.prepare(some).run();
                }
            });
            assertThat(StoreAdmin.of(hostile).count()).isPositive();
        } finally {
            TestPools.execute(postgres.get(), "DROP SCHEMA " + Names.quote(name) + " CASCADE");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 4711})
    void answersAsTheNaiveStoreDoes(long seed) {
        ManualClock clock = ManualClock.create();
        try (MemoryStore mine = PgVectorMemoryStore.builder()
                .dataSource(pool)
                .schema("run " + seed)
                .dimensions(4)
                .clock(clock)
                .initSchema()
                .build()) {
            DifferentialRun.between(NaiveMemoryStore.create(clock), mine, clock)
                    .withSeed(seed)
                    .withOperations(1_500)
                    .run();
        } finally {
            TestPools.execute(postgres.get(), "DROP SCHEMA \"run " + seed + "\" CASCADE");
        }
    }

    private static NewMemory memory(String text) {
        return NewMemory.of(text.isBlank() ? "x" + text : text, Embedding.of(1, 2, 3, 4, 5, 6, 7, 8));
    }

    private static Memory get(MemoryScope scope, UUID id) {
        return store.get(GetRequest.of(scope, id)).memories().get(0);
    }

    private static List<UUID> list(MemoryScope scope, MemoryFilter filter) {
        List<UUID> ids = store.list(ListRequest.of(scope).withFilter(filter).withLimit(1_000)).memories().stream()
                .map(Memory::id)
                .toList();
        assertThat(new HashSet<>(ids)).hasSameSizeAs(ids);
        return ids;
    }
}
