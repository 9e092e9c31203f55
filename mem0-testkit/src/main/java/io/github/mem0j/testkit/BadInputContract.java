package io.github.mem0j.testkit;

import static io.github.mem0j.model.MemoryFilter.where;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.Expiry;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.ListCursor;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.ScanRequest;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.UpdateRequest;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Requests that cannot be meant: a typed error that says what to do, before anything is stored. */
@SuppressWarnings("NullAway") // passes null on purpose
public interface BadInputContract extends ContractFixture {
    @Test
    default void nullRequestsAreRefused() {
        assertMistake(() -> store().add(null));
        assertMistake(() -> store().get(null));
        assertMistake(() -> store().search(null));
        assertMistake(() -> store().list(null));
        assertMistake(() -> store().update(null));
        assertMistake(() -> store().delete(null));
        assertMistake(() -> store().relate(null));
        assertMistake(() -> store().related(null));
    }

    @Test
    default void nullPartsOfRequestsAreRefusedByName() {
        MemoryScope scope = someone();
        UUID id = UUID.randomUUID();
        assertMistake(() -> AddRequest.of(null, SPACE, memory("m")), "scope");
        assertMistake(() -> AddRequest.of(scope, null, memory("m")), "space");
        assertMistake(() -> AddRequest.of(scope, SPACE, memory("m")).withMode(null), "mode");
        assertMistake(() -> GetRequest.of(null, id), "scope");
        assertMistake(() -> GetRequest.of(scope, id).withOptions(null), "options");
        assertMistake(() -> SearchRequest.of(scope, null, vector(1)), "space");
        assertMistake(() -> SearchRequest.of(scope, SPACE, null), "embedding");
        assertMistake(() -> searchFor(scope).withFilter(null), "filter");
        assertMistake(() -> ListRequest.of(null), "scope");
        assertMistake(() -> UpdateRequest.of(scope, null, UpdateContract.SEEN), "id");
        assertMistake(() -> DeleteRequest.everything(null), "scope");
        assertMistake(() -> RelatedRequest.of(scope, null), "id");
    }

    @Test
    default void nullElementsOfRequestsAreRefusedByName() {
        MemoryScope scope = someone();
        assertMistake(() -> AddRequest.of(scope, SPACE, memory("m"), null), "memories must not contain null");
        assertMistake(() -> AddRequest.of(scope, SPACE, (List<NewMemory>) null), "memories");
        assertMistake(() -> GetRequest.of(scope, (UUID) null), "ids must not contain null");
        assertMistake(() -> DeleteRequest.ids(scope, UUID.randomUUID(), null), "ids must not contain null");
        assertMistake(() -> DeleteRequest.matching(scope, null), "filter");
        assertMistake(() -> UpdateRequest.of(scope, UUID.randomUUID(), null), "change");
        assertMistake(() -> RelateRequest.of(scope, (Relation) null), "relations must not contain null");
        assertMistake(() -> where(null), "metadata key");
        assertMistake(() -> MemoryFilter.createdAt().eq(null), "CREATED_AT");
    }

    @Test
    default void badTextsAreRefused() {
        assertMistake(() -> memory((String) null), "text");
        for (String blank : List.of("", " ", "\t\n", "\u2003")) {
            assertMistake(() -> memory(blank), "text", "blank");
        }
        assertMistake(() -> memory("a\u0000b"), "text", "U+0000", "remove it");
        assertMistake(() -> memory("a\uD83Eb"), "text", "lone surrogate", "1");
        assertMistake(() -> MemoryChange.none().withText(" ", vector(1)), "text", "blank");
    }

    @Test
    default void badEmbeddingsAreRefused() {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            assertMistake(() -> vector(1, 2, bad), "embedding", "index 2", "check the embedder");
        }
        assertMistake(() -> vector(0, -0f, 0), "embedding", "zero", "check the embedder");
        assertMistake(() -> Embedding.of(), "embedding", "dimensions");
        assertMistake(() -> Embedding.of(new float[16_001]), "embedding", "16001");
        assertMistake(() -> NewMemory.of("m", null), "embedding");
    }

    @Test
    default void embeddingsOfOtherLengthThanTheirSpaceAreRefused() {
        Embedding shorter = Embedding.of(1, 2, 3);
        MemoryScope scope = someone();

        assertMistake(() -> AddRequest.of(scope, SPACE, NewMemory.of("m", shorter)), "3 dimensions", "8");
        assertMistake(() -> AddRequest.of(scope, SPACE, memory("m"), NewMemory.of("m", shorter)), "3 dimensions");
        assertMistake(() -> SearchRequest.of(scope, SPACE, shorter), "3 dimensions", "embed with that model");
        assertMistake(
                () -> update(scope, UUID.randomUUID(), MemoryChange.none().withEmbedding(shorter)), "3 dimensions");
        assertMistake(() -> new EmbeddingSpace("m", 0), "dimensions", "1 to 16000");
    }

    @Test
    default void limitsOutOfRangeAreRefused() {
        MemoryScope scope = someone();
        for (int limit : new int[] {0, -1, 1_001, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertMistake(() -> searchFor(scope).withLimit(limit), "limit", "1 to 1000", "" + limit);
            assertMistake(() -> ListRequest.of(scope).withLimit(limit), "limit", "1 to 1000");
            assertMistake(() -> RelatedRequest.of(scope, UUID.randomUUID()).withLimit(limit), "limit", "1 to 1000");
            assertMistake(() -> ScanRequest.all().withLimit(limit), "limit", "1 to 1000");
        }
    }

    @Test
    default void minScoresOutOfRangeAreRefused() {
        for (double score : new double[] {-0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertMistake(() -> searchFor(someone()).withMinScore(score), "minScore", "0 to 1", "" + score);
        }
    }

    @Test
    default void walksOutOfRangeAreRefused() {
        RelatedRequest request = RelatedRequest.of(someone(), UUID.randomUUID());
        for (int depth : new int[] {0, -1, 6}) {
            assertMistake(() -> request.withDepth(depth), "depth", "1 to 5", "" + depth);
        }
        for (int visited : new int[] {0, 100_001}) {
            assertMistake(() -> request.withMaxVisited(visited), "maxVisited", "1 to 100000");
        }
        assertMistake(() -> request.withTypes("a", "a"));
    }

    @Test
    default void emptyOrDoubledOrTooManyIdsAreRefused() {
        MemoryScope scope = someone();
        UUID id = UUID.randomUUID();
        List<UUID> many = Stream.generate(UUID::randomUUID).limit(1_001).toList();

        assertMistake(() -> GetRequest.of(scope), "ids", "1 to 1000");
        assertMistake(() -> GetRequest.of(scope, id, id), "distinct");
        assertMistake(() -> GetRequest.of(scope, many), "1001");
        assertMistake(() -> DeleteRequest.ids(scope), "ids", "1 to 1000");
        assertMistake(() -> DeleteRequest.ids(scope, id, id), "distinct");
        assertMistake(() -> DeleteRequest.ids(scope, many), "1001");
    }

    @Test
    default void emptyOrDoubledBatchesAreRefused() {
        MemoryScope scope = someone();
        NewMemory memory = memory("m");

        assertMistake(() -> AddRequest.of(scope, SPACE), "memories", "empty");
        assertMistake(() -> add(scope, memory, memory("other"), memory), "distinct");
        assertMistake(() -> upsert(scope, memory, memory("other").withId(memory.id())), "distinct");
        assertMistake(() -> RelateRequest.of(scope), "relations", "empty");
    }

    @Test
    default void deduplicatedUpsertsAreRefused() {
        AddRequest request = AddRequest.of(someone(), SPACE, memory("m"));

        assertMistake(() -> request.withDeduplication().withMode(AddRequest.Mode.UPSERT), "INSERT");
        assertMistake(() -> request.withMode(AddRequest.Mode.UPSERT).withDeduplication(), "INSERT");
    }

    @Test
    default void updatesThatMeanNothingAreRefused() {
        MemoryScope scope = someone();
        UUID id = UUID.randomUUID();

        assertMistake(() -> update(scope, id, MemoryChange.none()), "changes nothing", "set a text");
        assertMistake(() -> UpdateRequest.of(scope, id, MemoryChange.none().withEmbedding(vector(1))), "space");
        for (long version : new long[] {0, -1}) {
            assertMistake(() -> UpdateRequest.of(scope, id, UpdateContract.SEEN).expecting(version), "expectedVersion");
        }
        assertMistake(
                () -> MemoryChange.none().withMetadata(Metadata.of("k", 1)).withoutKeys("k"), "both set and unset");
        assertMistake(() -> MemoryChange.none().withoutKeys(""), "metadata key");
    }

    @Test
    default void newTextWithoutItsEmbeddingIsRefused() {
        assertMistake(
                () -> new MemoryChange("new", null, Metadata.EMPTY, Set.of(), Expiry.KEEP),
                "a new text needs its new embedding");
        assertMistake(() -> MemoryChange.none().withText("new", null), "embedding");
    }

    @Test
    default void metadataOfOtherTypesIsRefused() {
        for (Object value : Arrays.asList(
                URI.create("a:b"),
                Instant.EPOCH,
                BigDecimal.ONE,
                'c',
                UUID.randomUUID(),
                Map.of(),
                new int[0],
                new Object())) {
            assertMistake(() -> Metadata.of("k", value), "'k'", value.getClass().getName(), "use a String");
            assertMistake(() -> Metadata.of("k", List.of(value)), "'k'", "use a String");
        }
        assertMistake(() -> Metadata.copyOf(Collections.singletonMap("k", null)), "'k'", "leave the key out");
        assertMistake(() -> Metadata.copyOf(Collections.singletonMap(null, 1)), "key");
    }

    @Test
    default void badMetadataValuesAreRefused() {
        for (Object value : List.of(Double.NaN, Double.POSITIVE_INFINITY, Float.NaN)) {
            assertMistake(() -> Metadata.of("k", value), "'k'", "finite");
        }
        assertMistake(() -> Metadata.of("k", "a\u0000"), "'k'", "U+0000");
        assertMistake(() -> Metadata.of("k", "\uD83E"), "'k'", "lone surrogate");
        assertMistake(() -> Metadata.of("k", List.of(1, "a")), "'k'", "one type per list");
        assertMistake(() -> Metadata.of("k", List.of(1, 1.5)), "'k'", "one type per list");
        assertMistake(() -> Metadata.of("k", List.of(List.of())), "'k'", "use a String");
        assertMistake(() -> Metadata.of("k", Arrays.asList("a", null)), "'k'", "null");
    }

    @Test
    default void badFiltersAreRefused() {
        assertMistake(() -> where("k").gt(true), "GT", "eq");
        assertMistake(() -> where("k").eq(Instant.EPOCH), "'k'", "use a String");
        assertMistake(() -> where("k").gt(List.of(1)), "'k'");
        assertMistake(() -> where("k").eq(Double.NaN), "finite");
        assertMistake(() -> where("k").eq(null), "'k'", "null");
        assertMistake(() -> where(""), "metadata key");
        assertMistake(() -> MemoryFilter.createdAt().eq("2026"), "CREATED_AT", "Instant");
        assertMistake(() -> MemoryFilter.updatedAt().in(1L), "UPDATED_AT", "Instant");
        assertMistake(() -> MemoryFilter.createdAt().contains(Instant.EPOCH), "metadata key");
    }

    @Test
    default void filtersPastTheirBoundsAreRefused() {
        List<Integer> many = IntStream.range(0, 1_001).boxed().toList();
        assertMistake(() -> where("k").in(many), "IN", "1001", "1000", "split");
        assertMistake(() -> where("k").nin(many), "IN", "1001", "1000", "split");
        assertMistake(
                () -> MemoryFilter.or(many.stream().map(i -> where("k").eq(i)).toList()), "1001", "1000");
        assertMistake(
                () -> Stream.iterate(where("k").eq(1), MemoryFilter.Not::new)
                        .limit(33)
                        .toList(),
                "32 levels");
    }

    @Test
    default void filtersThatWouldDeleteEverythingAreRefused() {
        assertMistake(
                () -> DeleteRequest.matching(someone(), MemoryFilter.all()), "everything", "DeleteRequest.everything");
        assertMistake(() -> DeleteRequest.matching(someone(), MemoryFilter.and(List.of())), "everything");
    }

    @Test
    default void timesOutOfRangeAreRefused() {
        for (Instant time : List.of(Instant.MIN, Instant.MAX, Instant.parse("0000-12-31T23:59:59Z"))) {
            assertMistake(() -> memory("m").withCreatedAt(time), "createdAt", "years 1 to 9999");
            assertMistake(() -> memory("m").withExpiresAt(time), "expiresAt", "years 1 to 9999");
            assertMistake(() -> Expiry.set(time), "expiresAt", "years 1 to 9999");
        }
    }

    @Test
    default void cursorsOfOtherListsAreRefused() {
        MemoryScope scope = someone();
        remember(scope, "one");
        remember(scope, "two");
        ListRequest request = ListRequest.of(scope).withLimit(1);
        ListCursor cursor = store().list(request).next();

        for (ListRequest other : List.of(
                ListRequest.of(someone()),
                ListRequest.of(scope.withAgent("a")),
                ListRequest.of(scope.withRun("r")),
                ListRequest.of(scope.withTenant("t")),
                request.withFilter(where("k").exists()))) {
            assertThatThrownBy(() -> other.after(cursor))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("another scope or filter")
                    .hasMessageContaining("start without a cursor");
        }
    }

    @Test
    default void textsThatAreNoCursorsAreRefused() {
        for (String text : List.of("", "x", "not base64!", "AAAA", "A".repeat(48), "A".repeat(200))) {
            assertMistake(() -> ListRequest.of(someone()).after(ListCursor.decode(text)), "cursor");
        }
    }
}
