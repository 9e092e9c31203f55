package io.github.mem0j.resilience;

import io.github.mem0j.layer.ForwardingMemoryStore;
import io.github.mem0j.store.MemoryStore;

/** A store that several stacks share: none of them closes it. */
final class StaysOpen extends ForwardingMemoryStore {
    StaysOpen(MemoryStore store) {
        super(store);
    }

    @Override
    public void close() {}
}
