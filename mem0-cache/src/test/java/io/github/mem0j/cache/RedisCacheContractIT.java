package io.github.mem0j.cache;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.services.Redis;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.testkit.MemoryStoreContract;
import io.github.mem0j.testkit.StoreSettings;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.UnifiedJedis;

/** The Redis cache alone. */
class RedisCacheContractIT extends MemoryStoreContract {
    @RegisterExtension
    static final Redis redis = Redis.shared();

    static UnifiedJedis client;

    @BeforeAll
    static void connect() {
        // Not about outages: a slow moment of the machine must not become one.
        client = TestRedis.client(redis.get(), 5_000);
    }

    @AfterAll
    static void disconnect() {
        client.close();
    }

    @Override
    protected MemoryStore newStore(StoreSettings settings) {
        return layered(MemoryStack.over(backend(settings)), settings).build();
    }

    MemoryStore backend(StoreSettings settings) {
        return EmbeddedMemoryStore.builder()
                .clock(settings.clock())
                .limits(settings.limits())
                .build();
    }

    MemoryStack layered(MemoryStack stack, StoreSettings settings) {
        return stack.layer(redisCache(settings));
    }

    /** Each store has its own namespace: the contract begins with an empty one each time. */
    static RedisCache redisCache(StoreSettings settings) {
        return RedisCache.builder(client)
                .namespace(redis.namespace() + UUID.randomUUID())
                .clock(settings.clock())
                .build();
    }

    static LocalCache.Builder localCache(StoreSettings settings) {
        return LocalCache.builder().clock(settings.clock());
    }
}
