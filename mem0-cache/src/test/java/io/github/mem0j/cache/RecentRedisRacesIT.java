package io.github.mem0j.cache;

import io.github.mem0j.services.RedisBinary;

/** The same races in a Redis of 7 or later. */
class RecentRedisRacesIT extends RedisRacesIT {
    @Override
    RedisBinary binary() {
        return RedisBinary.recent();
    }
}
