package io.github.mem0j.async;

import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.DeleteResult;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.ListResult;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelateResult;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.RelatedResult;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.SearchResult;
import io.github.mem0j.store.UpdateRequest;
import io.github.mem0j.store.UpdateResult;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The eight operations as futures, around the outermost store of a stack. Futures fail with what the store throws;
 * {@link AsyncCalls} describes the limits, cancellation, and how context goes along. A request's deadline includes the wait
 * for a place: who has none by then is told NOT_APPLIED. Thread-safe.
 *
 * <p>Calls may overtake each other: what must happen in order is chained by the caller, or made through
 * {@link io.github.mem0j.UserMemory#async()}. Closing ends the calls if they are this object's own, never the store.
 */
public final class AsyncMemoryStore implements AutoCloseable {
    private final MemoryStore store;
    private final AsyncCalls calls;
    private final boolean ownsCalls;

    private AsyncMemoryStore(MemoryStore store, AsyncCalls calls, boolean ownsCalls) {
        this.store = Objects.requireNonNull(store, "store");
        this.calls = Objects.requireNonNull(calls, "calls");
        this.ownsCalls = ownsCalls;
    }

    /** By {@link AsyncCalls#create()}. */
    public static AsyncMemoryStore over(MemoryStore store) {
        return new AsyncMemoryStore(store, AsyncCalls.create(), true);
    }

    /** By {@link AsyncCalls#on}: on the caller's executor. */
    public static AsyncMemoryStore over(MemoryStore store, Executor executor) {
        return new AsyncMemoryStore(store, AsyncCalls.on(executor), true);
    }

    /** With limits, threads and context of the caller's choice, which stay the caller's to close. */
    public static AsyncMemoryStore over(MemoryStore store, AsyncCalls calls) {
        return new AsyncMemoryStore(store, calls, false);
    }

    public CompletableFuture<AddResult> add(AddRequest request) {
        return calls.submit(request.deadline(), () -> store.add(request));
    }

    public CompletableFuture<GetResult> get(GetRequest request) {
        return calls.submit(request.deadline(), () -> store.get(request));
    }

    public CompletableFuture<SearchResult> search(SearchRequest request) {
        return calls.submit(request.deadline(), () -> store.search(request));
    }

    public CompletableFuture<ListResult> list(ListRequest request) {
        return calls.submit(request.deadline(), () -> store.list(request));
    }

    public CompletableFuture<UpdateResult> update(UpdateRequest request) {
        return calls.submit(request.deadline(), () -> store.update(request));
    }

    public CompletableFuture<DeleteResult> delete(DeleteRequest request) {
        return calls.submit(request.deadline(), () -> store.delete(request));
    }

    public CompletableFuture<RelateResult> relate(RelateRequest request) {
        return calls.submit(request.deadline(), () -> store.relate(request));
    }

    public CompletableFuture<RelatedResult> related(RelatedRequest request) {
        return calls.submit(request.deadline(), () -> store.related(request));
    }

    @Override
    public void close() {
        if (ownsCalls) {
            calls.close();
        }
    }

    @Override
    public String toString() {
        return "AsyncMemoryStore(" + store + ")";
    }
}
