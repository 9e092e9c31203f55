package io.github.mem0j.cache;

import io.github.mem0j.store.MemoryStore;

class WorkingSetOverRedisLawsIT extends RedisCacheLawsIT {
    @Override
    protected MemoryStore layerOver(MemoryStore inner) {
        return WorkingSet.builder()
                .runner(WorkingSetLawsTest.LOADS_NOTHING)
                .build()
                .over(LocalCache.defaults().over(redisCache().over(inner)));
    }
}
