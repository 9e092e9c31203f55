package io.github.mem0j;

import io.github.mem0j.async.OrderedCalls;
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
 * throws; limits and cancellation are described at {@link io.github.mem0j.async.AsyncCalls}. Safe for use by many threads.
 *
 * <p><b>What was asked before is seen.</b> A call waits for the writes that were asked through the same {@link UserMemory}
 * before it, also those that are still queued: an add need not be waited for to be found by the next search, and writes
 * take effect in the order in which they were asked. A write that fails holds up nothing; one that is cancelled while it runs
 * holds up what comes after it until it has returned. Reads run side by side, and a write does not wait for them. Of other
 * UserMemory objects, and of blocking calls, nothing is known here.
 */
public final class AsyncUserMemory {
    private final UserMemory memory;
    private final OrderedCalls calls;

    AsyncUserMemory(UserMemory memory, OrderedCalls calls) {
        this.memory = memory;
        this.calls = calls;
    }

    public CompletableFuture<UUID> add(String text) {
        return calls.write(null, () -> memory.add(text));
    }

    public CompletableFuture<UUID> add(MemoryText text) {
        return calls.write(null, () -> memory.add(text));
    }

    public CompletableFuture<AddResult> addTexts(List<String> texts) {
        return calls.write(null, () -> memory.addTexts(texts));
    }

    public CompletableFuture<AddResult> addMessages(List<ChatMessage> messages) {
        return calls.write(null, () -> memory.addMessages(messages));
    }

    public CompletableFuture<AddResult> addAll(List<MemoryText> texts, UnaryOperator<AddRequest> refine) {
        return calls.write(null, () -> memory.addAll(texts, refine));
    }

    public CompletableFuture<SearchResult> search(String query) {
        return calls.read(null, () -> memory.search(query));
    }

    public CompletableFuture<SearchResult> search(String query, UnaryOperator<SearchRequest> refine) {
        return calls.read(null, () -> memory.search(query, refine));
    }

    public CompletableFuture<Optional<Memory>> get(UUID id) {
        return calls.read(null, () -> memory.get(id));
    }

    public CompletableFuture<List<Memory>> get(List<UUID> ids) {
        return calls.read(null, () -> memory.get(ids));
    }

    public CompletableFuture<ListResult> list(UnaryOperator<ListRequest> refine) {
        return calls.read(null, () -> memory.list(refine));
    }

    public CompletableFuture<Long> count() {
        return calls.read(null, memory::count);
    }

    public CompletableFuture<UpdateResult> update(UUID id, String text) {
        return calls.write(null, () -> memory.update(id, text));
    }

    public CompletableFuture<UpdateResult> update(UUID id, MemoryChange change) {
        return calls.write(null, () -> memory.update(id, change));
    }

    public CompletableFuture<Boolean> delete(UUID id) {
        return calls.write(null, () -> memory.delete(id));
    }

    public CompletableFuture<Long> delete(MemoryFilter filter) {
        return calls.write(null, () -> memory.delete(filter));
    }

    public CompletableFuture<Long> deleteAll() {
        return calls.write(null, memory::deleteAll);
    }

    public CompletableFuture<Long> erase() {
        return calls.write(null, memory::erase);
    }

    public CompletableFuture<RelateResult> relate(List<Relation> relations) {
        return calls.write(null, () -> memory.relate(relations));
    }

    public CompletableFuture<RelatedResult> related(UUID id, UnaryOperator<RelatedRequest> refine) {
        return calls.read(null, () -> memory.related(id, refine));
    }

    @Override
    public String toString() {
        return "AsyncUserMemory(" + memory + ")";
    }
}
