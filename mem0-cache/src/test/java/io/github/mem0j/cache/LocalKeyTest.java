package io.github.mem0j.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.ListCursor;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.ReadOptions;
import io.github.mem0j.store.ReadRequest;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.SearchRequest;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LocalKeyTest {
    private static final MemoryScope ANN = MemoryScope.user("ann");
    private static final UUID ID = new UUID(1, 2);
    private static final EmbeddingSpace SPACE = new EmbeddingSpace("model", 3);
    private static final SearchRequest SEARCH = SearchRequest.of(ANN, SPACE, Embedding.of(1, 2, 3));

    @Test
    void ownersThatLookAlikeAreOthers() {
        List<MemoryScope> owners = Stream.of("a}", "{b}", "a:b", "a", "b", "a/b", "a%2Fb", "\u00e9", "e\u0301", "*")
                .flatMap(user -> Stream.of(
                        MemoryScope.user(user),
                        MemoryScope.user(user).withTenant("a"),
                        MemoryScope.user("a").withTenant(user + "/"),
                        MemoryScope.user(user + "a").withTenant("b"),
                        MemoryScope.user(user).withTenant("ab"),
                        MemoryScope.user(user).withAgent("ab"),
                        MemoryScope.user(user).withRun("ab"),
                        MemoryScope.user(user).withAgent("a").withRun("b")))
                .toList();
        assertDistinct(owners.stream().flatMap(owner -> Stream.of(
                ListRequest.of(owner), GetRequest.of(owner, ID), RelatedRequest.of(owner, ID), SearchRequest.of(
                        owner, SPACE, Embedding.of(1, 2, 3)))));
    }

    @Test
    void filtersThatLookAlikeAreOthers() {
        MemoryFilter a = MemoryFilter.where("a").eq("bc");
        MemoryFilter b = MemoryFilter.where("ab").eq("c");
        List<MemoryFilter> filters = List.of(
                MemoryFilter.all(),
                MemoryFilter.or(List.of()),
                a,
                b,
                a.negate(),
                a.and(b),
                a.or(b),
                a.and(b).negate(),
                MemoryFilter.where("a").exists(),
                MemoryFilter.where("a").contains("bc"),
                MemoryFilter.where("a").in("bc", "c"),
                MemoryFilter.where("a").in("b", "cc"),
                MemoryFilter.where("a").eq("\u00e9"),
                MemoryFilter.where("a").eq("e\u0301"),
                MemoryFilter.where("n").eq(1L),
                MemoryFilter.where("n").eq(1.0),
                MemoryFilter.where("n").eq("1"),
                MemoryFilter.where("n").eq(true));
        assertDistinct(filters.stream()
                .flatMap(filter -> Stream.of(
                        SEARCH.withFilter(filter), ListRequest.of(ANN).withFilter(filter))));
    }

    @Test
    void orderWithinAFilterAndOptionsDoNotCount() {
        MemoryFilter a = MemoryFilter.where("a").eq(1);
        MemoryFilter b = MemoryFilter.where("b").exists();
        assertSame(SEARCH.withFilter(a.and(b)), SEARCH.withFilter(b.and(a)));
        assertSame(SEARCH.withFilter(a.or(b)), SEARCH.withFilter(b.or(a)));
        assertSame(
                SEARCH.withFilter(MemoryFilter.where("a").in(1, 2, 3)),
                SEARCH.withFilter(MemoryFilter.where("a").in(3, 1, 2)));
        assertSame(SEARCH, SEARCH.withFilter(MemoryFilter.and(List.of())));
        assertSame(SEARCH, SearchRequest.of(ANN, SPACE, Embedding.of(1, 2, 3)));
        ReadOptions options = ReadOptions.DEFAULT
                .withFreshness(ReadOptions.Freshness.REFRESH)
                .withMaxAge(Duration.ofSeconds(1))
                .withDeadline(Deadline.after(Duration.ofDays(1)));
        for (ReadRequest request : requests()) {
            assertSame(request, request.withOptions(options));
            assertThat(LocalKey.of(request.withOptions(options)).question().options())
                    .as("kept for long")
                    .isEqualTo(ReadOptions.DEFAULT);
        }
    }

    private static List<ReadRequest> requests() {
        return List.of(GetRequest.of(ANN, ID), SEARCH, ListRequest.of(ANN), RelatedRequest.of(ANN, ID));
    }

    @Test
    void everyComponentOfARequestCounts() {
        Map<String, Object> others = new HashMap<>();
        others.put("scope", MemoryScope.user("bob"));
        others.put("ids", List.of(new UUID(5, 6)));
        others.put("withEmbeddings", true);
        others.put("space", new EmbeddingSpace("other", 3));
        others.put("embedding", Embedding.of(1, 2, 4));
        others.put("limit", 77);
        others.put("minScore", 0.25);
        others.put("filter", MemoryFilter.where("a").exists());
        others.put("cursor", cursor(ListRequest.of(ANN), ID));
        others.put("id", new UUID(5, 6));
        others.put("types", Set.of("likes"));
        others.put("depth", 3);
        others.put("maxVisited", 9);
        for (ReadRequest request : requests()) {
            List<ReadRequest> all = new ArrayList<>(List.of(request));
            for (String component : Components.of(request.getClass())) {
                if (!component.equals("options")) {
                    assertThat(others).as("a component of %s", request).containsKey(component);
                    all.add(Components.with(request, component, others.get(component)));
                }
            }
            assertDistinct(all.stream());
        }
        ListRequest filtered = ListRequest.of(ANN).withFilter(MemoryFilter.where("a").exists());
        assertDistinct(Stream.of(
                filtered,
                filtered.after(cursor(filtered, ID)),
                filtered.after(cursor(filtered, new UUID(5, 6))),
                filtered.withLimit(5),
                filtered.includingEmbeddings()));
    }

    @Test
    void amongRandomRequestsKeysAreEqualExactlyIfTheQuestionsAre() {
        RandomAnswers random = new RandomAnswers(30);
        Map<LocalKey, List<Object>> questions = new HashMap<>();
        Set<List<Object>> distinct = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            ReadRequest request = random.request();
            List<Object> question = Components.question(request);
            distinct.add(question);
            List<Object> keyed = questions.putIfAbsent(LocalKey.of(request), question);
            assertThat(keyed == null || keyed.equals(question))
                    .as("%s and %s", keyed, question)
                    .isTrue();
        }
        assertThat(questions).hasSameSizeAs(distinct).hasSizeLessThan(20_000);
    }

    @Test
    void aHitAllocatesNothingTheSizeOfTheVector() {
        for (MemoryFilter filter :
                List.of(MemoryFilter.all(), MemoryFilter.where("topic").eq("tea"))) {
            long small = bytesPerHit(384, filter, false);
            assertThat(small).as("something was measured").isBetween(100L, 4_000L);
            assertThat(bytesPerHit(4_096, filter, false)).isCloseTo(small, within64());
            assertThat(bytesPerHit(384, filter, true)).isCloseTo(small, within64());
            assertThat(bytesPerHit(4_096, filter, true)).isCloseTo(small, within64());
        }
    }

    private static org.assertj.core.data.Offset<Long> within64() {
        return org.assertj.core.data.Offset.strictOffset(64L);
    }

    /** The least of several measurements: the JVM may allocate something of its own in one. */
    private static long bytesPerHit(int dimensions, MemoryFilter filter, boolean freshVectors) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        EmbeddingSpace space = new EmbeddingSpace("model", dimensions);
        float[] values = new float[dimensions];
        Arrays.fill(values, 0.5f);
        int hits = 100;
        try (MemoryStore cache =
                LocalCache.builder().singleJvm().build().over(EmbeddedMemoryStore.create())) {
            cache.add(AddRequest.of(ANN, space, NewMemory.of("text", Embedding.of(values))));
            Embedding one = Embedding.of(values);
            cache.search(SearchRequest.of(ANN, space, one).withFilter(filter));
            long least = Long.MAX_VALUE;
            for (int run = 0; run < 30; run++) {
                SearchRequest[] requests = new SearchRequest[hits];
                for (int i = 0; i < hits; i++) {
                    Embedding vector = freshVectors ? Embedding.of(values) : one;
                    requests[i] = SearchRequest.of(ANN, space, vector).withFilter(filter);
                }
                long before = threads.getCurrentThreadAllocatedBytes();
                for (SearchRequest request : requests) {
                    cache.search(request);
                }
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            }
            assertThat(CacheAdmin.of(cache).statistics().get(0).get(CacheMetric.LOADS))
                    .as("all but the first were hits")
                    .isEqualTo(1);
            return least / hits;
        }
    }

    private static ListCursor cursor(ListRequest list, UUID id) {
        Memory last =
                new Memory(id, list.scope(), "text", Metadata.EMPTY, Instant.EPOCH, Instant.EPOCH, null, 1, null);
        return ListCursor.after(last, list);
    }

    private static void assertSame(ReadRequest a, ReadRequest b) {
        assertThat(LocalKey.of(a)).isEqualTo(LocalKey.of(b)).hasSameHashCodeAs(LocalKey.of(b));
    }

    private static void assertDistinct(Stream<? extends ReadRequest> requests) {
        assertThat(requests.map(LocalKey::of)).doesNotHaveDuplicates();
    }
}
