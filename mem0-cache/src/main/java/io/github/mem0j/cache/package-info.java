/**
 * Caches around a memory store: {@link io.github.mem0j.cache.LocalCache} in the heap and
 * {@link io.github.mem0j.cache.RedisCache}, shared by all JVMs.
 */
@NullMarked
package io.github.mem0j.cache;

import org.jspecify.annotations.NullMarked;
