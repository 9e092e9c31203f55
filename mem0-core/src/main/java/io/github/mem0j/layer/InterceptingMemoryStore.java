package io.github.mem0j.layer;

import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.BulkStore;
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
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoreResult;
import io.github.mem0j.store.UpdateRequest;
import io.github.mem0j.store.UpdateResult;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** A layer that does the same around all eight operations: a breaker, a stopwatch, a fault. */
public abstract class InterceptingMemoryStore implements MemoryStore {
    private final MemoryStore delegate;

    protected InterceptingMemoryStore(MemoryStore delegate) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
    }

    /** The store below. */
    protected final MemoryStore delegate() {
        return delegate;
    }

    /** What happens around every operation; {@link Call#proceed()} goes on. */
    protected abstract <R extends StoreResult> R around(Call<R> call);

    /**
     * What happens around every call of the {@link StoreAdmin}; goes on at once unless overridden.
     *
     * @param name of the admin's method
     */
    protected <T> T aroundAdmin(String name, Supplier<T> call) {
        return call.get();
    }

    /**
     * The bulk form passed up in place of the one below. None unless overridden, so that no {@code add} or {@code get}
     * goes past this layer: who asks for it makes single calls then.
     */
    protected Optional<BulkStore> decorate(BulkStore below) {
        return Optional.empty();
    }

    @Override
    public final AddResult add(AddRequest request) {
        return around(new Call<>(request, r -> delegate.add((AddRequest) r)));
    }

    @Override
    public final GetResult get(GetRequest request) {
        return around(new Call<>(request, r -> delegate.get((GetRequest) r)));
    }

    @Override
    public final SearchResult search(SearchRequest request) {
        return around(new Call<>(request, r -> delegate.search((SearchRequest) r)));
    }

    @Override
    public final ListResult list(ListRequest request) {
        return around(new Call<>(request, r -> delegate.list((ListRequest) r)));
    }

    @Override
    public final UpdateResult update(UpdateRequest request) {
        return around(new Call<>(request, r -> delegate.update((UpdateRequest) r)));
    }

    @Override
    public final DeleteResult delete(DeleteRequest request) {
        return around(new Call<>(request, r -> delegate.delete((DeleteRequest) r)));
    }

    @Override
    public final RelateResult relate(RelateRequest request) {
        return around(new Call<>(request, r -> delegate.relate((RelateRequest) r)));
    }

    @Override
    public final RelatedResult related(RelatedRequest request) {
        return around(new Call<>(request, r -> delegate.related((RelatedRequest) r)));
    }

    @Override
    public final <T> Optional<T> unwrap(Class<T> type) {
        if (type.isInstance(this)) {
            return Optional.of(type.cast(this));
        }
        Optional<T> below = delegate.unwrap(type);
        if (type == BulkStore.class) {
            return below.flatMap(bulk -> decorate((BulkStore) bulk)).map(type::cast);
        }
        return type == StoreAdmin.class
                ? below.map(admin -> type.cast(new InterceptedAdmin((StoreAdmin) admin, this::aroundAdmin)))
                : below;
    }

    /** Closes the store below; a layer with something of its own closes that first and then calls this. */
    @Override
    public void close() {
        delegate.close();
    }

    /** The nest, outermost first: {@code Outer(Inner(Backend))}. */
    @Override
    public String toString() {
        return getClass().getSimpleName() + "(" + delegate + ")";
    }
}
