/**
 * Tests for stores and layers, for authors inside and outside this project: the contract that every
 * {@link io.github.mem0j.store.MemoryStore} keeps, the laws that every layer keeps, and named fakes to force what is
 * hard to provoke.
 *
 * <pre>{@code
 * class MyStoreContractTest extends MemoryStoreContract {
 *     protected MemoryStore newStore(StoreSettings settings) {
 *         return MyStore.builder().clock(settings.clock()).limits(settings.limits()).build();
 *     }
 * }
 * }</pre>
 */
@NullMarked
package io.github.mem0j.testkit;

import org.jspecify.annotations.NullMarked;
