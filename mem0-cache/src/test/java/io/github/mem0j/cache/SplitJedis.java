package io.github.mem0j.cache;

import io.github.mem0j.services.RedisAddress;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import redis.clients.jedis.BinaryJedisPubSub;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.providers.PooledConnectionProvider;

/** A client whose subscriptions go another way than its commands, so that a test can break the one and not the other. */
final class SplitJedis extends UnifiedJedis {
    private final Semaphore maySubscribe = new Semaphore(1);
    private volatile UnifiedJedis listening;

    SplitJedis(RedisAddress commands, RedisAddress messages, int timeoutMillis) {
        super(provider(commands, timeoutMillis), 1, Duration.ofMillis(timeoutMillis));
        listening = TestRedis.client(messages, timeoutMillis);
    }

    private static PooledConnectionProvider provider(RedisAddress address, int timeoutMillis) {
        GenericObjectPoolConfig<Connection> pool = new GenericObjectPoolConfig<>();
        pool.setMaxTotal(64);
        pool.setMaxIdle(64);
        return new PooledConnectionProvider(
                new HostAndPort(address.host(), address.port()),
                DefaultJedisClientConfig.builder()
                        .connectionTimeoutMillis(timeoutMillis)
                        .socketTimeoutMillis(timeoutMillis)
                        .blockingSocketTimeoutMillis(60_000)
                        .build(),
                pool);
    }

    /** New subscriptions go this way from now on. */
    void listenAt(RedisAddress messages) {
        listening = TestRedis.client(messages, 5_000);
    }

    /** New subscriptions wait, until told to go on. */
    void holdSubscriptions() {
        maySubscribe.acquireUninterruptibly();
    }

    void letSubscribe() {
        maySubscribe.release();
    }

    @Override
    public void subscribe(BinaryJedisPubSub hearing, byte[]... channels) {
        maySubscribe.acquireUninterruptibly();
        maySubscribe.release();
        listening.subscribe(hearing, channels);
    }

    @Override
    public void close() {
        listening.close();
        super.close();
    }
}
