/** What the benchmarks need of the cache's own package. */
@NullMarked
package io.github.mem0j.cache;

import org.jspecify.annotations.NullMarked;
