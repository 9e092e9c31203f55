package io.github.mem0j.resilience;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.testkit.MemoryStoreContract;
import io.github.mem0j.testkit.StoreSettings;

class ResilienceContractTest extends MemoryStoreContract {
    @Override
    protected MemoryStore newStore(StoreSettings settings) {
        return Resilience.builder()
                .bulkhead(4, 1_000)
                .build()
                .over(EmbeddedMemoryStore.builder()
                        .clock(settings.clock())
                        .limits(settings.limits())
                        .build());
    }
}
