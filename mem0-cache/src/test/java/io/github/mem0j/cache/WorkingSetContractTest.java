package io.github.mem0j.cache;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.testkit.MemoryStoreContract;
import io.github.mem0j.testkit.StoreSettings;

/** Every owner held from the first read on, so that nothing in the contract is answered by the store itself. */
class WorkingSetContractTest extends MemoryStoreContract {
    @Override
    protected MemoryStore newStore(StoreSettings settings) {
        return MemoryStack.over(EmbeddedMemoryStore.builder()
                        .clock(settings.clock())
                        .limits(settings.limits())
                        .build())
                .layer(WorkingSet.builder()
                        .singleJvm()
                        .clock(settings.clock())
                        .loadsAtOnce()
                        .build())
                .build();
    }
}
