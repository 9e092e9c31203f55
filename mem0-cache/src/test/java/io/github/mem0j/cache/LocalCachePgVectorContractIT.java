package io.github.mem0j.cache;

import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.testkit.StoreSettings;

/** The local cache alone, over a database. */
class LocalCachePgVectorContractIT extends RedisCachePgVectorContractIT {
    @Override
    MemoryStack layered(MemoryStack stack, StoreSettings settings) {
        return stack.layer(localCache(settings).singleJvm().build());
    }
}
