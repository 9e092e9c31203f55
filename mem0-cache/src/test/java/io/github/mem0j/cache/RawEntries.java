package io.github.mem0j.cache;

import io.github.mem0j.services.RedisAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.SetParams;

/** Keys of a Redis as bytes, for tests that write by hand what no cache would. */
record RawEntries(RedisAddress server) {
    byte[] get(String key) {
        try (UnifiedJedis redis = TestRedis.client(server, 5_000)) {
            return Objects.requireNonNull(redis.get(key.getBytes(StandardCharsets.UTF_8)), key);
        }
    }

    void put(String key, byte[] bytes) {
        try (UnifiedJedis redis = TestRedis.client(server, 5_000)) {
            redis.set(
                    key.getBytes(StandardCharsets.UTF_8),
                    bytes,
                    SetParams.setParams().px(60_000));
        }
    }

    boolean has(String key) {
        try (UnifiedJedis redis = TestRedis.client(server, 5_000)) {
            return redis.exists(key);
        }
    }
}
