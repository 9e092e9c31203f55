package io.github.mem0j.resilience;

import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.testkit.StoreSettings;

class AsyncResilienceContractTest extends ResilienceContractTest {
    @Override
    protected MemoryStore newStore(StoreSettings settings) {
        return new ThroughAsync(super.newStore(settings));
    }
}
