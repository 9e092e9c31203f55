/**
 * Group commit: concurrent calls of many callers and many owners go to the store as one. Thread-safe.
 *
 * <pre>{@code
 * MemoryStore store = MemoryStack.over(backend)
 *         .layer(Batching.defaults()) // above resilience, below the caches
 *         .build();
 * }</pre>
 */
@NullMarked
package io.github.mem0j.batching;

import org.jspecify.annotations.NullMarked;
