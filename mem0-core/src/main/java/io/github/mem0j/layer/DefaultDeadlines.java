package io.github.mem0j.layer;

import io.github.mem0j.store.StoreRequest;

/**
 * What a layer or store is that gives deadlines to requests without one: layers above that have calls wait before they get
 * there find it by {@link io.github.mem0j.store.MemoryStore#unwrap}, and so the wait counts. Thread-safe.
 */
public interface DefaultDeadlines {
    /** The request with the deadline that it would get there now; itself if it has one. */
    StoreRequest withDeadline(StoreRequest request);
}
