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
import io.github.mem0j.store.UpdateRequest;
import io.github.mem0j.store.UpdateResult;
import java.util.Objects;
import java.util.Optional;

/**
 * A layer that changes some operations: override those, and {@link #decorate} where operators' calls matter too; all
 * else goes to the store below.
 */
public abstract class ForwardingMemoryStore implements MemoryStore {
    private final MemoryStore delegate;

    protected ForwardingMemoryStore(MemoryStore delegate) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
    }

    /** The store below. */
    protected final MemoryStore delegate() {
        return delegate;
    }

    /** The admin passed up in place of the one below; that one itself unless overridden. */
    protected StoreAdmin decorate(StoreAdmin below) {
        return below;
    }

    /**
     * The bulk form passed up in place of the one below. None unless overridden, so that no {@code add} or {@code get}
     * goes past this layer: who asks for it makes single calls then.
     */
    protected Optional<BulkStore> decorate(BulkStore below) {
        return Optional.empty();
    }

    @Override
    public AddResult add(AddRequest request) {
        return delegate.add(request);
    }

    @Override
    public GetResult get(GetRequest request) {
        return delegate.get(request);
    }

    @Override
    public SearchResult search(SearchRequest request) {
        return delegate.search(request);
    }

    @Override
    public ListResult list(ListRequest request) {
        return delegate.list(request);
    }

    @Override
    public UpdateResult update(UpdateRequest request) {
        return delegate.update(request);
    }

    @Override
    public DeleteResult delete(DeleteRequest request) {
        return delegate.delete(request);
    }

    @Override
    public RelateResult relate(RelateRequest request) {
        return delegate.relate(request);
    }

    @Override
    public RelatedResult related(RelatedRequest request) {
        return delegate.related(request);
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        if (type.isInstance(this)) {
            return Optional.of(type.cast(this));
        }
        Optional<T> below = delegate.unwrap(type);
        if (type == BulkStore.class) {
            return below.flatMap(bulk -> decorate((BulkStore) bulk)).map(type::cast);
        }
        return type == StoreAdmin.class ? below.map(admin -> type.cast(decorate((StoreAdmin) admin))) : below;
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
