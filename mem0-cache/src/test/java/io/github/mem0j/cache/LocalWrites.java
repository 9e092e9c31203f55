package io.github.mem0j.cache;

import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.MemoryStore;
import java.util.UUID;

/** Writes in short. */
final class LocalWrites {
    private LocalWrites() {}

    /** Adds one more memory and returns its id. */
    static UUID insert(MemoryStore store, MemoryScope owner) {
        NewMemory memory = NewMemory.of("one more", LocalRig.VECTOR);
        return store.add(AddRequest.of(owner, LocalRig.SPACE, memory)).ids().get(0);
    }
}
