package io.github.mem0j.testkit;

import io.github.mem0j.batching.Batching;
import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.store.MemoryStore;

/** With room for one call, so that all others queue. */
class BatchingContractTest extends MemoryStoreContract {
    @Override
    protected MemoryStore newStore(StoreSettings settings) {
        return Batching.builder()
                .inFlight(1)
                .build()
                .over(EmbeddedMemoryStore.builder()
                        .clock(settings.clock())
                        .limits(settings.limits())
                        .build());
    }
}
