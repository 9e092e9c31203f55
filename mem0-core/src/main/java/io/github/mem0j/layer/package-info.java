/**
 * Layers around a store: two bases to build one on, and {@link io.github.mem0j.layer.MemoryStack}, the one place where
 * their order is visible. Layers are as thread-safe as the store they surround.
 *
 * <pre>{@code
 * MemoryStore store = MemoryStack.over(EmbeddedMemoryStore.create())
 *         .layer(inner -> new TimingStore(inner))
 *         .build();
 * }</pre>
 */
@NullMarked
package io.github.mem0j.layer;

import org.jspecify.annotations.NullMarked;
