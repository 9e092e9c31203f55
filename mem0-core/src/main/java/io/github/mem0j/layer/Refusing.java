package io.github.mem0j.layer;

import io.github.mem0j.store.Operation;

/**
 * What a layer is that sometimes refuses calls without asking the store below, as a circuit breaker does: layers above
 * find it by {@link io.github.mem0j.store.MemoryStore#unwrap} and need not prepare for a write that would come to nothing.
 * A cache would end what it holds of the owner, just when it is needed. Thread-safe.
 */
public interface Refusing {
    /**
     * Returns if a call has a chance now; it may be refused all the same.
     *
     * @throws io.github.mem0j.store.StoreUnavailableException with outcome NOT_APPLIED if it would be refused for certain
     */
    void check(Operation operation);
}
