package io.github.mem0j.cache;

import io.github.mem0j.services.Redis;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.testkit.LayerLaws;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.UnifiedJedis;

/** The Redis cache alone. */
class RedisCacheLawsIT extends LayerLaws {
    @RegisterExtension
    static final Redis redis = Redis.shared();

    static UnifiedJedis client;

    @BeforeAll
    static void connect() {
        client = TestRedis.client(redis.get(), 5_000);
    }

    @AfterAll
    static void disconnect() {
        client.close();
    }

    @Override
    protected MemoryStore layerOver(MemoryStore inner) {
        return redisCache().over(inner);
    }

    static RedisCache redisCache() {
        return RedisCache.builder(client)
                .namespace(redis.namespace() + UUID.randomUUID())
                .build();
    }
}
