package io.github.mem0j.resilience;

import io.github.mem0j.async.AsyncCalls;
import io.github.mem0j.async.AsyncMemoryStore;
import io.github.mem0j.layer.ForwardingMemoryStore;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A store whose operations go by futures. */
final class ThroughAsync extends ForwardingMemoryStore {
    /** Fewer than there are callers, so that some wait. */
    private static final AsyncCalls CALLS = AsyncCalls.builder().concurrency(4).build();

    private final AsyncMemoryStore async;

    ThroughAsync(MemoryStore store) {
        super(store);
        async = AsyncMemoryStore.over(store, CALLS);
    }

    private static <R> R join(CompletableFuture<R> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    @Override
    public AddResult add(AddRequest request) {
        return join(async.add(request));
    }

    @Override
    public GetResult get(GetRequest request) {
        return join(async.get(request));
    }

    @Override
    public SearchResult search(SearchRequest request) {
        return join(async.search(request));
    }

    @Override
    public ListResult list(ListRequest request) {
        return join(async.list(request));
    }

    @Override
    public UpdateResult update(UpdateRequest request) {
        return join(async.update(request));
    }

    @Override
    public DeleteResult delete(DeleteRequest request) {
        return join(async.delete(request));
    }

    @Override
    public RelateResult relate(RelateRequest request) {
        return join(async.relate(request));
    }

    @Override
    public RelatedResult related(RelatedRequest request) {
        return join(async.related(request));
    }
}
