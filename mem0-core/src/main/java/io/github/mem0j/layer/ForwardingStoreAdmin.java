package io.github.mem0j.layer;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.MemoryVersion;
import io.github.mem0j.store.ScanPage;
import io.github.mem0j.store.ScanRequest;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoredMemory;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** An admin that changes some calls, for {@link ForwardingMemoryStore#decorate}: override those. */
public abstract class ForwardingStoreAdmin implements StoreAdmin {
    private final StoreAdmin delegate;

    protected ForwardingStoreAdmin(StoreAdmin delegate) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
    }

    @Override
    public ScanPage scan(ScanRequest request) {
        return delegate.scan(request);
    }

    @Override
    public void restore(EmbeddingSpace space, List<StoredMemory> memories) {
        delegate.restore(space, memories);
    }

    @Override
    public long erase(MemoryScope scope) {
        return delegate.erase(scope);
    }

    @Override
    public long purgeExpired() {
        return delegate.purgeExpired();
    }

    @Override
    public long count(MemoryScope scope) {
        return delegate.count(scope);
    }

    @Override
    public long count() {
        return delegate.count();
    }

    @Override
    public List<MemoryVersion> versions(MemoryScope scope, int limit) {
        return delegate.versions(scope, limit);
    }

    @Override
    public List<Relation> relations(MemoryScope scope, int limit) {
        return delegate.relations(scope, limit);
    }

    @Override
    public Embedding asStored(Embedding embedding) {
        return delegate.asStored(embedding);
    }

    @Override
    public Optional<EmbeddingSpace> space() {
        return delegate.space();
    }

    @Override
    public void ping() {
        delegate.ping();
    }
}
