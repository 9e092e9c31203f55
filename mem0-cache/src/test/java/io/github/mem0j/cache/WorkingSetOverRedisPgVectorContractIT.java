package io.github.mem0j.cache;

import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.testkit.StoreSettings;

/** A working set around both caches, over a database; every owner held from the first read on. */
class WorkingSetOverRedisPgVectorContractIT extends RedisCachePgVectorContractIT {
    @Override
    MemoryStack layered(MemoryStack stack, StoreSettings settings) {
        return stack.layer(redisCache(settings))
                .layer(localCache(settings).build())
                .layer(WorkingSet.builder()
                        .clock(settings.clock())
                        .loadsAtOnce()
                        .build());
    }
}
