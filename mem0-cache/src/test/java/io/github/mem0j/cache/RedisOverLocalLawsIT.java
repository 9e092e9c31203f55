package io.github.mem0j.cache;

import io.github.mem0j.store.MemoryStore;

/** The other way round. */
class RedisOverLocalLawsIT extends RedisCacheLawsIT {
    @Override
    protected MemoryStore layerOver(MemoryStore inner) {
        return redisCache().over(LocalCache.builder().singleJvm().build().over(inner));
    }
}
