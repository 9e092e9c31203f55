package io.github.mem0j.cache;

import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.testkit.StoreSettings;

/** The other way round, over a database. */
class RedisOverLocalPgVectorContractIT extends RedisCachePgVectorContractIT {
    @Override
    MemoryStack layered(MemoryStack stack, StoreSettings settings) {
        return stack.layer(localCache(settings).singleJvm().build()).layer(redisCache(settings));
    }
}
