package io.github.mem0j.testkit;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.store.MemoryStore;

class EmbeddedMemoryStoreContractTest extends MemoryStoreContract {
    static MemoryStore embedded(StoreSettings settings) {
        return EmbeddedMemoryStore.builder()
                .clock(settings.clock())
                .limits(settings.limits())
                .build();
    }

    @Override
    protected MemoryStore newStore(StoreSettings settings) {
        return embedded(settings);
    }
}
