/**
 * The contract between agents and backends: {@link io.github.mem0j.store.MemoryStore} with one request and one result
 * record for each of its eight operations, {@link io.github.mem0j.store.StoreAdmin} for operators, and the typed
 * {@link io.github.mem0j.store.MemoryStoreException}s.
 *
 * <p>Requests and results are immutable data. Stores are safe for use by many threads at once.
 *
 * <pre>{@code
 * AddResult added = store.add(AddRequest.of(alice, space, NewMemory.of("drinks oolong", embedding)));
 * SearchResult found = store.search(SearchRequest.of(alice, space, query).withLimit(5));
 * }</pre>
 */
@NullMarked
package io.github.mem0j.store;

import org.jspecify.annotations.NullMarked;
