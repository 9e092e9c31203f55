/**
 * Outages kept short and honest: {@link io.github.mem0j.resilience.Resilience} around a memory store,
 * {@link io.github.mem0j.resilience.FailsafeGuard} around a cache's server and
 * {@link io.github.mem0j.resilience.ResilientEmbedder} around an embedder. All are thread-safe. docs/ordering.md shows
 * where in a stack they belong, and what happens elsewhere.
 *
 * <pre>{@code
 * MemoryStore resilient = MemoryStack.over(store).layer(Resilience.defaults()).build();
 * }</pre>
 */
@NullMarked
package io.github.mem0j.resilience;

import org.jspecify.annotations.NullMarked;
