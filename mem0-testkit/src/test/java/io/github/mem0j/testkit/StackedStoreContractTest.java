package io.github.mem0j.testkit;

import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.store.MemoryStore;

class StackedStoreContractTest extends MemoryStoreContract {
    @Override
    protected MemoryStore newStore(StoreSettings settings) {
        return MemoryStack.over(EmbeddedMemoryStoreContractTest.embedded(settings))
                .layer(PlainLayers.Forwarded::new)
                .layer(PlainLayers.Intercepted::new)
                .layer(PlainLayers.Intercepted::new)
                .layer(PlainLayers.Forwarded::new)
                .build();
    }
}
