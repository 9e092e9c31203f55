/**
 * Futures around blocking stores. Thread-safe.
 *
 * <pre>{@code
 * try (AsyncMemoryStore async = AsyncMemoryStore.over(store)) {
 *     CompletableFuture<SearchResult> found = async.search(SearchRequest.of(alice, space, query));
 * }
 * }</pre>
 */
@NullMarked
package io.github.mem0j.async;

import org.jspecify.annotations.NullMarked;
