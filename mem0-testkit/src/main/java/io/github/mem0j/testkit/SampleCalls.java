package io.github.mem0j.testkit;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryIds;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.DeleteResult;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.ListCursor;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.ListResult;
import io.github.mem0j.store.Operation;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelateResult;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.RelatedResult;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.SearchResult;
import io.github.mem0j.store.StoreRequest;
import io.github.mem0j.store.StoreResult;
import io.github.mem0j.store.UpdateRequest;
import io.github.mem0j.store.UpdateResult;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** One request per operation with no part left at its default, and an answer that fits it. */
final class SampleCalls {
    private final MemoryScope scope;
    private final Embedding embedding = Embedding.of(1, 2, 3, 4);
    private final MemoryFilter filter = MemoryFilter.where("topic").eq("tea");
    private final UUID first = MemoryIds.next();
    private final UUID second = MemoryIds.next();
    private final Memory memory;

    /** A user nobody has met: whatever a layer shares with others holds nothing of theirs. */
    SampleCalls() {
        scope = MemoryScope.user("user-" + MemoryIds.next()).withTenant("acme").withAgent("planner");
        Instant then = Instant.parse("2026-01-01T12:00:00Z");
        memory = new Memory(first, scope, "drinks oolong", Metadata.of("topic", "tea"), then, then, null, 3, embedding);
    }

    MemoryScope scope() {
        return scope;
    }

    Memory memory() {
        return memory;
    }

    StoreRequest request(Operation operation) {
        return switch (operation) {
            case ADD ->
                AddRequest.of(
                                scope,
                                RandomData.SPACE,
                                NewMemory.of(memory.text(), embedding).withId(first))
                        .withDeduplication();
            case GET -> GetRequest.of(scope, first, second).includingEmbeddings();
            case SEARCH ->
                SearchRequest.of(scope, RandomData.SPACE, embedding)
                        .withLimit(7)
                        .withMinScore(0.25)
                        .withFilter(filter)
                        .includingEmbeddings();
            case LIST -> ListRequest.of(scope).withFilter(filter).withLimit(1).includingEmbeddings();
            case UPDATE ->
                UpdateRequest.of(
                                scope,
                                first,
                                RandomData.SPACE,
                                MemoryChange.none().withEmbedding(embedding))
                        .expecting(2);
            case DELETE -> DeleteRequest.matching(scope, filter).asHard();
            case RELATE ->
                RelateRequest.of(scope, Relation.of(first, second, "follows").withWeight(0.5));
            case RELATED ->
                RelatedRequest.of(scope, second)
                        .withTypes("follows")
                        .withDepth(3)
                        .withLimit(5)
                        .withMaxVisited(50)
                        .includingEmbeddings();
        };
    }

    StoreResult result(Operation operation, Provenance provenance) {
        return switch (operation) {
            case ADD ->
                new AddResult(
                        List.of(new AddResult.Item(
                                first, AddResult.Outcome.DUPLICATE, 3, memory.createdAt(), memory.updatedAt())),
                        provenance);
            case GET -> new GetResult(List.of(memory), provenance);
            case SEARCH -> new SearchResult(List.of(new SearchResult.Hit(memory, 0.75)), provenance);
            case LIST ->
                new ListResult(
                        List.of(memory),
                        ListCursor.after(memory, ListRequest.of(scope).withFilter(filter)),
                        provenance);
            case UPDATE -> new UpdateResult(first, UpdateResult.Outcome.UPDATED, 3, memory.updatedAt(), provenance);
            case DELETE -> new DeleteResult(42, provenance);
            case RELATE -> new RelateResult(List.of(RelateResult.Outcome.MISSING_ENDPOINT), provenance);
            case RELATED -> new RelatedResult(List.of(new RelatedResult.Node(memory, 2)), true, provenance);
        };
    }
}
