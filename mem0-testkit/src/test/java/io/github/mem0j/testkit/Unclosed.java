package io.github.mem0j.testkit;

import io.github.mem0j.layer.ForwardingMemoryStore;
import io.github.mem0j.store.MemoryStore;

/** A store that others go on using. */
final class Unclosed extends ForwardingMemoryStore {
    Unclosed(MemoryStore inner) {
        super(inner);
    }

    @Override
    public void close() {}
}
