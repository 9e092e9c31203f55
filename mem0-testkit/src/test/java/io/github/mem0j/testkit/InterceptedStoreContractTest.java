package io.github.mem0j.testkit;

import io.github.mem0j.store.MemoryStore;

class InterceptedStoreContractTest extends MemoryStoreContract {
    @Override
    protected MemoryStore newStore(StoreSettings settings) {
        return new PlainLayers.Intercepted(EmbeddedMemoryStoreContractTest.embedded(settings));
    }
}
