/**
 * Caches around a memory store, and around an embedder: {@link io.github.mem0j.cache.LocalCache} in the heap of one JVM,
 * {@link io.github.mem0j.cache.RedisCache} shared by all, {@link io.github.mem0j.cache.CachingEmbedder}. All are
 * thread-safe. docs/cache-protocol.md says what they promise, and how that was checked.
 *
 * <pre>{@code
 * MemoryStore cached = MemoryStack.over(store)
 *         .layer(RedisCache.using(redis))
 *         .layer(LocalCache.defaults())
 *         .build();
 * CacheAdmin.of(cached).statistics().forEach(level -> System.out.println(level));
 * }</pre>
 */
@NullMarked
package io.github.mem0j.cache;

import org.jspecify.annotations.NullMarked;
