package io.github.mem0j.testkit;

import io.github.mem0j.store.MemoryStore;

class ForwardedStoreContractTest extends MemoryStoreContract {
    @Override
    protected MemoryStore newStore(StoreSettings settings) {
        return new PlainLayers.Forwarded(EmbeddedMemoryStoreContractTest.embedded(settings));
    }
}
