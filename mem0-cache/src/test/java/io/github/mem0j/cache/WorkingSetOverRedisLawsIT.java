package io.github.mem0j.cache;

import io.github.mem0j.store.MemoryStore;

class WorkingSetOverRedisLawsIT extends RedisCacheLawsIT {
    @Override
    protected MemoryStore layerOver(MemoryStore inner) {
        return WorkingSet.defaults()
                .over(LocalCache.defaults().over(redisCache().over(inner)));
    }
}
