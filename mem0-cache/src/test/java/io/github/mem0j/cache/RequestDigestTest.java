package io.github.mem0j.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.ListCursor;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.ReadOptions;
import io.github.mem0j.store.ReadRequest;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.SearchRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RequestDigestTest {
    private static final RequestDigest DIGEST = new RequestDigest("test", null);
    private static final MemoryScope ANN = MemoryScope.user("ann");
    private static final UUID ID = new UUID(1, 2);
    private static final EmbeddingSpace SPACE = new EmbeddingSpace("model", 3);
    private static final Embedding EMBEDDING = Embedding.of(1, 2, 3);
    private static final SearchRequest SEARCH = SearchRequest.of(ANN, SPACE, EMBEDDING);

    @Test
    void ownersThatLookAlikeHaveNamesOfTheirOwn() {
        List<MemoryScope> owners = Stream.of("a}", "{b}", "a:b", "a", "b", "a/b", "a%2Fb", "\u00e9", "e\u0301", "*")
                .flatMap(user -> Stream.of(
                        MemoryScope.user(user),
                        MemoryScope.user(user).withTenant("a"),
                        MemoryScope.user("a").withTenant(user + "/"),
                        MemoryScope.user(user + "a").withTenant("b"),
                        MemoryScope.user(user).withTenant("ab")))
                .toList();
        assertDistinct(owners.stream().map(DIGEST::owner));
        assertDistinct(owners.stream().map(owner -> DIGEST.request(ListRequest.of(owner))));
    }

    @Test
    void anOwnerIsNamedAlikeInAllScopes() {
        assertThat(DIGEST.owner(ANN.withAgent("a").withRun("r")))
                .isEqualTo(DIGEST.owner(ANN))
                .hasSize(32);
    }

    @Test
    void whatAsksElseHasAnotherName() {
        MemoryFilter a = MemoryFilter.where("a").eq("bc");
        MemoryFilter b = MemoryFilter.where("ab").eq("c");
        UUID second = new UUID(3, 4);
        assertDistinct(Stream.of(
                        GetRequest.of(ANN, ID),
                        GetRequest.of(ANN, ID, second),
                        GetRequest.of(ANN, second, ID), // the answer's order follows
                        GetRequest.of(ANN.withAgent("ab"), ID),
                        GetRequest.of(ANN.withRun("ab"), ID),
                        GetRequest.of(ANN.withAgent("a").withRun("b"), ID),
                        GetRequest.of(ANN.withAgent("ab").withRun("c"), ID),
                        GetRequest.of(ANN.withAgent("a").withRun("bc"), ID),
                        ListRequest.of(ANN),
                        ListRequest.of(ANN).withFilter(a),
                        ListRequest.of(ANN).withFilter(b),
                        ListRequest.of(ANN).withFilter(a.negate()),
                        ListRequest.of(ANN).withFilter(a.and(b)),
                        ListRequest.of(ANN).withFilter(a.or(b)),
                        ListRequest.of(ANN).withFilter(MemoryFilter.where("n").eq(1L)),
                        ListRequest.of(ANN).withFilter(MemoryFilter.where("n").eq(1.0)),
                        ListRequest.of(ANN).withFilter(MemoryFilter.where("n").eq("1")),
                        RelatedRequest.of(ANN, ID),
                        RelatedRequest.of(ANN, ID).withTypes("ab"),
                        RelatedRequest.of(ANN, ID).withTypes("a", "b"),
                        SEARCH,
                        SearchRequest.of(ANN, new EmbeddingSpace("model", 2), Embedding.of(1, 2)))
                .map(DIGEST::request));
    }

    @Test
    void whatAsksTheSameHasTheSameName() {
        MemoryFilter a = MemoryFilter.where("a").eq(1);
        MemoryFilter b = MemoryFilter.where("b").exists();
        assertSame(SEARCH.withFilter(a.and(b)), SEARCH.withFilter(b.and(a)));
        assertSame(
                SEARCH.withFilter(MemoryFilter.where("a").in(1, 2, 3)),
                SEARCH.withFilter(MemoryFilter.where("a").in(3, 1, 2)));
        assertSame(SEARCH.withMinScore(0.0), SEARCH.withMinScore(-0.0));
        assertSame(SEARCH, SEARCH.withFilter(MemoryFilter.and(List.of())));
        assertSame(SEARCH, SearchRequest.of(ANN, SPACE, Embedding.of(1, 2, 3)));
        List<String> types = new ArrayList<>(List.of("a", "b", "c", "d", "e"));
        RelatedRequest related = RelatedRequest.of(ANN, ID).withTypes(types.toArray(String[]::new));
        Collections.reverse(types);
        assertSame(related, RelatedRequest.of(ANN, ID).withTypes(types.toArray(String[]::new)));
    }

    @Test
    void everyComponentOfARequestCounts() {
        ListRequest list = ListRequest.of(ANN);
        ListRequest page = list.after(cursor(list, Instant.EPOCH, ID));
        Map<String, Object> others = new HashMap<>();
        others.put("scope", MemoryScope.user("bob"));
        others.put("ids", List.of(new UUID(5, 6)));
        others.put("withEmbeddings", true);
        others.put("space", new EmbeddingSpace("other", 3));
        others.put("embedding", Embedding.of(1, 2, 4));
        others.put("limit", 77);
        others.put("minScore", 0.25);
        others.put("filter", MemoryFilter.where("a").exists());
        others.put("cursor", cursor(list, Instant.EPOCH.plusNanos(1_000), ID));
        others.put("id", new UUID(5, 6));
        others.put("types", Set.of("likes"));
        others.put("depth", 3);
        others.put("maxVisited", 9);
        for (ReadRequest request : List.of(GetRequest.of(ANN, ID), SEARCH, list, RelatedRequest.of(ANN, ID))) {
            List<byte[]> names = new ArrayList<>(List.of(DIGEST.request(request)));
            for (String component : Components.of(request.getClass())) {
                if (!component.equals("options")) {
                    assertThat(others).as("a component of %s", request).containsKey(component);
                    names.add(DIGEST.request(Components.with(request, component, others.get(component))));
                }
            }
            assertDistinct(names.stream());
        }
        assertDistinct(Stream.of(
                        list,
                        page,
                        list.after((ListCursor) others.get("cursor")),
                        list.after(cursor(list, Instant.EPOCH, new UUID(5, 6))))
                .map(DIGEST::request));
    }

    @Test
    void everyComponentOfAScopeCounts() {
        MemoryScope scope = new MemoryScope("t", "u", "a", "r");
        List<byte[]> names = new ArrayList<>(List.of(DIGEST.request(ListRequest.of(scope))));
        for (String component : Components.of(MemoryScope.class)) {
            names.add(DIGEST.request(ListRequest.of(Components.with(scope, component, "other"))));
        }
        names.add(DIGEST.request(ListRequest.of(scope.owner())));
        assertThat(names).hasSize(6);
        assertDistinct(names.stream());
    }

    @Test
    void optionsDoNotCount() {
        ReadOptions options =
                ReadOptions.DEFAULT.withFreshness(ReadOptions.Freshness.REFRESH).withMaxAge(Duration.ofSeconds(1));
        Stream.of(GetRequest.of(ANN, ID), SEARCH, ListRequest.of(ANN), RelatedRequest.of(ANN, ID))
                .forEach(request -> assertSame(request, request.withOptions(options)));
    }

    @Test
    void amongRandomRequestsNamesAreEqualExactlyIfTheQuestionsAre() {
        RandomAnswers random = new RandomAnswers(20);
        Map<String, List<Object>> questions = new HashMap<>();
        Set<List<Object>> distinct = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            ReadRequest request = random.request();
            List<Object> question = Components.question(request);
            distinct.add(question);
            List<Object> named = questions.putIfAbsent(hex(DIGEST.request(request)), question);
            assertThat(named == null || named.equals(question))
                    .as("%s and %s", named, question)
                    .isTrue();
        }
        assertThat(questions).hasSameSizeAs(distinct).hasSizeLessThan(20_000);
    }

    @Test
    void namespacesAndSecretsChangeAllNames() {
        List<RequestDigest> digests = List.of(
                DIGEST,
                new RequestDigest("other", null),
                new RequestDigest("test", "secret".getBytes(UTF_8)),
                new RequestDigest("other", "secret".getBytes(UTF_8)),
                new RequestDigest("test", "other".getBytes(UTF_8)));
        assertDistinct(digests.stream().flatMap(digest -> Stream.of(digest.owner(ANN), digest.request(SEARCH))));
        assertThatIllegalArgumentException().isThrownBy(() -> new RequestDigest("test", new byte[0]));
    }

    @Test
    void threadsDoNotDisturbEachOther() {
        RandomAnswers random = new RandomAnswers(21);
        List<ReadRequest> requests =
                Stream.generate(random::request).limit(2_000).toList();
        List<String> expected = requests.stream()
                .map(DIGEST::request)
                .map(RequestDigestTest::hex)
                .toList();
        assertThat(requests.parallelStream().map(DIGEST::request).map(RequestDigestTest::hex))
                .containsExactlyElementsOf(expected);
    }

    /** A change here makes all that is cached unreachable, and is no mistake only with another version tag. */
    @Test
    void namesStayWhatTheyWere() {
        MemoryScope scope = new MemoryScope("t", "ann", "planner", null);
        RequestDigest secret = new RequestDigest("test", "secret".getBytes(UTF_8));
        MemoryFilter filter = MemoryFilter.where("topic").eq("tea");
        ListRequest list = ListRequest.of(scope).withFilter(filter);
        assertThat(Stream.of(
                                DIGEST.owner(scope),
                                secret.owner(scope),
                                DIGEST.request(GetRequest.of(scope, ID)),
                                DIGEST.request(SearchRequest.of(scope, SPACE, EMBEDDING)
                                        .withFilter(filter)),
                                DIGEST.request(list.after(cursor(list, Instant.EPOCH, ID))),
                                DIGEST.request(RelatedRequest.of(scope, ID).withTypes("b", "a")))
                        .map(RequestDigestTest::hex))
                .containsExactly(
                        "c3ccb4b63dfa810dfb3028dbdd04dcf4b1150dedab61fc481bc38c5ee7e64ffc",
                        "331edf378fd0d75385448bf84ac00d85abc3ba446574955a170e9c4592fb9220",
                        "36840ab7e7549522efb0943bd92c92bb900ad19b3125e0c9424b5ee630361949",
                        "d383773d4519d9210e8130a791e32985bf1266697ae340731500a6e50f44436c",
                        "643e9fa7b1b98c4e4f573eee41758675743446fc0d21c4809a8d3d5ebd55518c",
                        "efa3663e3595f48128b58aa171b1c09e47e3d002a88f716e308ca947ab0f9459");
    }

    private static ListCursor cursor(ListRequest list, Instant createdAt, UUID id) {
        Memory last = new Memory(id, list.scope(), "text", Metadata.EMPTY, createdAt, createdAt, null, 1, null);
        return ListCursor.after(last, list);
    }

    private static void assertSame(ReadRequest a, ReadRequest b) {
        assertThat(DIGEST.request(a)).isEqualTo(DIGEST.request(b)).hasSize(32);
    }

    private static void assertDistinct(Stream<byte[]> names) {
        assertThat(names.map(RequestDigestTest::hex)).doesNotHaveDuplicates();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
