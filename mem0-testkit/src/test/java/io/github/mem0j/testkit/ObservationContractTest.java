package io.github.mem0j.testkit;

import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.observation.Observation;
import io.github.mem0j.store.MemoryStore;

class ObservationContractTest extends MemoryStoreContract {
    @Override
    protected MemoryStore newStore(StoreSettings settings) {
        return MemoryStack.over(EmbeddedMemoryStoreContractTest.embedded(settings))
                .layer(Observation.builder().name("store").build())
                .layer(PlainLayers.Forwarded::new)
                .layer(Observation.builder().listener(event -> {}).build())
                .build();
    }
}
