package io.github.mem0j.testkit;

import static io.github.mem0j.model.MemoryFilter.where;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
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
import java.util.List;
import java.util.UUID;
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
    default void filtersThatWouldDeleteEverythingAreRefused() {
        assertMistake(
                () -> DeleteRequest.matching(someone(), MemoryFilter.all()), "everything", "DeleteRequest.everything");
        assertMistake(() -> DeleteRequest.matching(someone(), MemoryFilter.and(List.of())), "everything");
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
