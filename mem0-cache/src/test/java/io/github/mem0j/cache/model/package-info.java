/**
 * The protocol that keeps the two caches coherent, small enough that all of its interleavings can be tried: see
 * docs/cache-protocol.md.
 */
package io.github.mem0j.cache.model;
