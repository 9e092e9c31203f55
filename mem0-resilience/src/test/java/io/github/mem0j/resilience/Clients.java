package io.github.mem0j.resilience;

import io.github.mem0j.services.RedisAddress;
import java.time.Duration;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.providers.PooledConnectionProvider;

/** Clients of Redis as hosts make them, in the one way that all Jedis from 7.0 to 8 have. */
final class Clients {
    private Clients() {}

    @SuppressWarnings("deprecation") // by Jedis 8, for the builders that 7.0 does not have
    static UnifiedJedis redis(RedisAddress address, int timeoutMillis) {
        JedisClientConfig config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(timeoutMillis)
                .socketTimeoutMillis(timeoutMillis)
                .blockingSocketTimeoutMillis(5_000)
                .password(address.password().isEmpty() ? null : address.password())
                .build();
        GenericObjectPoolConfig<Connection> pool = new GenericObjectPoolConfig<>();
        pool.setMaxTotal(64);
        pool.setMaxIdle(64);
        return new UnifiedJedis(
                new PooledConnectionProvider(new HostAndPort(address.host(), address.port()), config, pool),
                1,
                Duration.ofMillis(timeoutMillis));
    }
}
