package io.github.mem0j;

import io.github.mem0j.async.AsyncCalls;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.ListResult;
import io.github.mem0j.store.RelateResult;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.RelatedResult;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.SearchResult;
import io.github.mem0j.store.UpdateResult;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * {@link UserMemory} as futures: embedding and store both run elsewhere. Futures fail with what the blocking method
 * throws; cancellation is described at {@link AsyncCalls}. Calls may overtake each other: chain what must happen in
 * order. Safe for use by many threads.
 */
public final class AsyncUserMemory {
    private final UserMemory memory;
    private final AsyncCalls calls;

    AsyncUserMemory(UserMemory memory, AsyncCalls calls) {
        this.memory = memory;
        this.calls = calls;
    }

    public CompletableFuture<UUID> add(String text) {
        return calls.submit(() -> memory.add(text));
    }

    public CompletableFuture<UUID> add(MemoryText text) {
        return calls.submit(() -> memory.add(text));
    }

    public CompletableFuture<AddResult> addTexts(List<String> texts) {
        return calls.submit(() -> memory.addTexts(texts));
    }

    public CompletableFuture<AddResult> addMessages(List<ChatMessage> messages) {
        return calls.submit(() -> memory.addMessages(messages));
    }

    public CompletableFuture<AddResult> addAll(List<MemoryText> texts, UnaryOperator<AddRequest> refine) {
        return calls.submit(() -> memory.addAll(texts, refine));
    }

    public CompletableFuture<SearchResult> search(String query) {
        return calls.submit(() -> memory.search(query));
    }

    public CompletableFuture<SearchResult> search(String query, UnaryOperator<SearchRequest> refine) {
        return calls.submit(() -> memory.search(query, refine));
    }

    public CompletableFuture<Optional<Memory>> get(UUID id) {
        return calls.submit(() -> memory.get(id));
    }

    public CompletableFuture<List<Memory>> get(List<UUID> ids) {
        return calls.submit(() -> memory.get(ids));
    }

    public CompletableFuture<ListResult> list(UnaryOperator<ListRequest> refine) {
        return calls.submit(() -> memory.list(refine));
    }

    public CompletableFuture<Long> count() {
        return calls.submit(memory::count);
    }

    public CompletableFuture<UpdateResult> update(UUID id, String text) {
        return calls.submit(() -> memory.update(id, text));
    }

    public CompletableFuture<UpdateResult> update(UUID id, MemoryChange change) {
        return calls.submit(() -> memory.update(id, change));
    }

    public CompletableFuture<Boolean> delete(UUID id) {
        return calls.submit(() -> memory.delete(id));
    }

    public CompletableFuture<Long> delete(MemoryFilter filter) {
        return calls.submit(() -> memory.delete(filter));
    }

    public CompletableFuture<Long> deleteAll() {
        return calls.submit(memory::deleteAll);
    }

    public CompletableFuture<Long> erase() {
        return calls.submit(memory::erase);
    }

    public CompletableFuture<RelateResult> relate(List<Relation> relations) {
        return calls.submit(() -> memory.relate(relations));
    }

    public CompletableFuture<RelatedResult> related(UUID id, UnaryOperator<RelatedRequest> refine) {
        return calls.submit(() -> memory.related(id, refine));
    }

    @Override
    public String toString() {
        return "AsyncUserMemory(" + memory + ")";
    }
}
