package io.github.mem0j.testkit;

import io.github.mem0j.store.MemoryStore;

/** Two readings of the same rules, written apart: the contract, and the naive store that others are compared with. */
class NaiveStoreContractTest extends MemoryStoreContract {
    @Override
    protected MemoryStore newStore(StoreSettings settings) {
        return NaiveMemoryStore.of(settings.clock(), settings.limits());
    }
}
