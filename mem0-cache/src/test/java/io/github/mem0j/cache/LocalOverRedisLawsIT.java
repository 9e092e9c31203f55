package io.github.mem0j.cache;

import io.github.mem0j.store.MemoryStore;

/** The stack that is recommended. */
class LocalOverRedisLawsIT extends RedisCacheLawsIT {
    @Override
    protected MemoryStore layerOver(MemoryStore inner) {
        return LocalCache.defaults().over(redisCache().over(inner));
    }
}
