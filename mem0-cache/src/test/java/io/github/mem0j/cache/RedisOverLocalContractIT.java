package io.github.mem0j.cache;

import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.testkit.StoreSettings;

/** The other way round, where the local cache hears of nothing and so must be the only one. */
class RedisOverLocalContractIT extends RedisCacheContractIT {
    @Override
    MemoryStack layered(MemoryStack stack, StoreSettings settings) {
        return stack.layer(localCache(settings).singleJvm().build()).layer(redisCache(settings));
    }
}
