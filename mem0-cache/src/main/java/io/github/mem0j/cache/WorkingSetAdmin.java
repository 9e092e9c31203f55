package io.github.mem0j.cache;

import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.MemoryStore;
import java.util.concurrent.CompletableFuture;

/**
 * What a host may tell a {@link WorkingSet}. Thread-safe.
 *
 * <pre>{@code WorkingSetAdmin.of(store).warm(MemoryScope.user("alice")); // who has just logged in}</pre>
 */
public interface WorkingSetAdmin {
    /** That of a stack of layers, if there is a working set among them. */
    static WorkingSetAdmin of(MemoryStore store) {
        return store.unwrap(WorkingSetAdmin.class)
                .orElseThrow(() -> new IllegalArgumentException("there is no WorkingSet in " + store));
    }

    /**
     * Loads the memories of the scope's owner in the background, ahead of the first read.
     *
     * @return whether they are held then: not, for instance, if they are too many, or if too much is being loaded
     *     already; cancelling it ends the load
     */
    CompletableFuture<Boolean> warm(MemoryScope scope);
}
