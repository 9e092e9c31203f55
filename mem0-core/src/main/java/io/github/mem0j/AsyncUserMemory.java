package io.github.mem0j;

import io.github.mem0j.async.OrderedCalls;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.ListResult;
import io.github.mem0j.store.RelateResult;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.RelatedResult;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.SearchResult;
import io.github.mem0j.store.UpdateResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

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
    private final @Nullable Duration patience;

    AsyncUserMemory(UserMemory memory, OrderedCalls calls) {
        this(memory, calls, null);
    }

    private AsyncUserMemory(UserMemory memory, OrderedCalls calls, @Nullable Duration patience) {
        this.memory = memory;
        this.calls = calls;
        this.patience = patience;
    }

    /**
     * The same, in the same order with this one's calls, with a deadline for each call from when it is asked: waiting for a
     * place and for writes before it, embedding and store count. An embedder that hangs is not ended by it.
     */
    public AsyncUserMemory within(Duration timeout) {
        return new AsyncUserMemory(memory, calls, timeout);
    }

    public CompletableFuture<UUID> add(String text) {
        return write(user -> user.add(text));
    }

    public CompletableFuture<UUID> add(MemoryText text) {
        return write(user -> user.add(text));
    }

    public CompletableFuture<AddResult> addTexts(List<String> texts) {
        return write(user -> user.addTexts(texts));
    }

    public CompletableFuture<AddResult> addMessages(List<ChatMessage> messages) {
        return write(user -> user.addMessages(messages));
    }

    public CompletableFuture<AddResult> addAll(List<MemoryText> texts, UnaryOperator<AddRequest> refine) {
        return write(user -> user.addAll(texts, refine));
    }

    public CompletableFuture<SearchResult> search(String query) {
        return read(user -> user.search(query));
    }

    public CompletableFuture<SearchResult> search(String query, UnaryOperator<SearchRequest> refine) {
        return read(user -> user.search(query, refine));
    }

    public CompletableFuture<Optional<Memory>> get(UUID id) {
        return read(user -> user.get(id));
    }

    public CompletableFuture<List<Memory>> get(List<UUID> ids) {
        return read(user -> user.get(ids));
    }

    public CompletableFuture<ListResult> list(UnaryOperator<ListRequest> refine) {
        return read(user -> user.list(refine));
    }

    public CompletableFuture<Long> count() {
        return read(UserMemory::count);
    }

    public CompletableFuture<UpdateResult> update(UUID id, String text) {
        return write(user -> user.update(id, text));
    }

    public CompletableFuture<UpdateResult> update(UUID id, MemoryChange change) {
        return write(user -> user.update(id, change));
    }

    public CompletableFuture<Boolean> delete(UUID id) {
        return write(user -> user.delete(id));
    }

    public CompletableFuture<Long> delete(MemoryFilter filter) {
        return write(user -> user.delete(filter));
    }

    public CompletableFuture<Long> deleteAll() {
        return write(UserMemory::deleteAll);
    }

    public CompletableFuture<Long> erase() {
        return write(UserMemory::erase);
    }

    public CompletableFuture<RelateResult> relate(List<Relation> relations) {
        return write(user -> user.relate(relations));
    }

    public CompletableFuture<RelatedResult> related(UUID id, UnaryOperator<RelatedRequest> refine) {
        return read(user -> user.related(id, refine));
    }

    private <T> CompletableFuture<T> read(Function<UserMemory, T> call) {
        Deadline deadline = deadline();
        return calls.read(deadline, () -> call.apply(until(deadline)));
    }

    private <T> CompletableFuture<T> write(Function<UserMemory, T> call) {
        Deadline deadline = deadline();
        return calls.write(deadline, () -> call.apply(until(deadline)));
    }

    private @Nullable Deadline deadline() {
        return patience == null ? null : Deadline.after(patience);
    }

    private UserMemory until(@Nullable Deadline deadline) {
        return deadline == null ? memory : memory.until(deadline);
    }

    @Override
    public String toString() {
        return "AsyncUserMemory(" + memory + ")";
    }
}
