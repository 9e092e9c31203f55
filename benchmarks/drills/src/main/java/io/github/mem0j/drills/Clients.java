package io.github.mem0j.drills;

import io.github.mem0j.services.RedisAddress;
import java.time.Duration;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;

/** Clients of Redis as hosts make them. */
final class Clients {
    static final int TIMEOUT_MILLIS = 200;

    private Clients() {}

    static UnifiedJedis redis(RedisAddress address) {
        return RedisClient.builder()
                .hostAndPort(address.host(), address.port())
                .clientConfig(config(address.password()))
                .poolConfig(pool())
                .build();
    }

    static JedisClientConfig config(String password) {
        return DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(TIMEOUT_MILLIS)
                .socketTimeoutMillis(TIMEOUT_MILLIS)
                .blockingSocketTimeoutMillis(5_000)
                .password(password.isEmpty() ? null : password)
                .build();
    }

    static ConnectionPoolConfig pool() {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(32);
        pool.setMaxIdle(32);
        pool.setMaxWait(Duration.ofMillis(TIMEOUT_MILLIS));
        return pool;
    }
}
