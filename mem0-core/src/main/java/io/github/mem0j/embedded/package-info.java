/**
 * The store inside this JVM's heap: the default backend, and the reference for what every operation means.
 * Thread-safe.
 *
 * <pre>{@code
 * MemoryStore store = EmbeddedMemoryStore.create();
 * }</pre>
 */
@NullMarked
package io.github.mem0j.embedded;

import org.jspecify.annotations.NullMarked;
