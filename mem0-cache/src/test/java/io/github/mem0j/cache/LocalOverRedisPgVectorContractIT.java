package io.github.mem0j.cache;

import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.testkit.StoreSettings;

/** The stack that is recommended, over a database. */
class LocalOverRedisPgVectorContractIT extends RedisCachePgVectorContractIT {
    @Override
    MemoryStack layered(MemoryStack stack, StoreSettings settings) {
        return stack.layer(redisCache(settings)).layer(localCache(settings).build());
    }
}
