package io.github.mem0j.benchmarks;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.layer.ForwardingMemoryStore;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.BulkStore;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.MemoryStore;
import java.util.Optional;
import java.util.UUID;

/** Gives the same answers whatever it is asked, so that what is around it is all there is to measure. */
final class NoOpStore extends ForwardingMemoryStore {
    private final AddResult added;
    private final GetResult got;

    NoOpStore() {
        this(EmbeddedMemoryStore.create());
    }

    private NoOpStore(MemoryStore store) {
        super(store);
        added = store.add(AddRequest.of(CachedSearch.OWNER, Data.SPACE, Data.memory("alice", 0, new Data(1).vector())));
        got = store.get(GetRequest.of(CachedSearch.OWNER, added.ids()));
    }

    UUID id() {
        return added.ids().get(0);
    }

    @Override
    public AddResult add(AddRequest request) {
        return added;
    }

    @Override
    public GetResult get(GetRequest request) {
        return got;
    }

    /** Or batching would leave itself out. */
    @Override
    protected Optional<BulkStore> decorate(BulkStore below) {
        return Optional.of(BulkStore.oneByOne(this));
    }
}
