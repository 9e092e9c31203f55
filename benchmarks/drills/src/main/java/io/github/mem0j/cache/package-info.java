/** What drills need of the caches' insides: where a write is, and layers with mistakes. */
@NullMarked
package io.github.mem0j.cache;

import org.jspecify.annotations.NullMarked;
