package io.github.mem0j.resilience;

import io.github.mem0j.AgentMemory;
import io.github.mem0j.UserMemory;
import io.github.mem0j.cache.CacheAdmin;
import io.github.mem0j.cache.CacheMetric;
import io.github.mem0j.cache.RedisCache;
import io.github.mem0j.layer.ForwardingMemoryStore;
import io.github.mem0j.layer.Guard;
import io.github.mem0j.services.RedisAddress;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.testkit.TestEmbedder;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.providers.PooledConnectionProvider;

/** What one JVM has: a client, a guard, a cache in Redis, over a store that all have; and counts of calls by thread. */
final class GuardedJvm implements AutoCloseable {
    final FailsafeGuard guard = FailsafeGuard.redis();
    /** Calls that reached Redis, or at least its client. */
    final Map<String, Integer> reached = new ConcurrentHashMap<>();
    /** Of these, those that failed. */
    final Map<String, Integer> failed = new ConcurrentHashMap<>();
    /** The longest of all calls, refused ones too, in nanoseconds. */
    final Map<String, Long> longest = new ConcurrentHashMap<>();

    private final UnifiedJedis client;
    private final MemoryStore store;
    private final AgentMemory memory;

    GuardedJvm(MemoryStore common, RedisAddress address, String namespace, int timeoutMillis) {
        client = client(address, timeoutMillis);
        store = RedisCache.builder(client)
                .namespace(namespace)
                .guard(new CountingGuard())
                .build()
                .over(new StaysOpen(common));
        memory = AgentMemory.builder()
                .store(store)
                .embedder(TestEmbedder.create())
                .build();
    }

    /** In the one way that all Jedis from 7.0 to 8 have. */
    @SuppressWarnings("deprecation") // by Jedis 8, for the builders that 7.0 does not have
    private static UnifiedJedis client(RedisAddress address, int timeoutMillis) {
        GenericObjectPoolConfig<Connection> pool = new GenericObjectPoolConfig<>();
        pool.setMaxTotal(64);
        pool.setMaxIdle(64);
        return new UnifiedJedis(
                new PooledConnectionProvider(
                        new HostAndPort(address.host(), address.port()),
                        DefaultJedisClientConfig.builder()
                                .connectionTimeoutMillis(timeoutMillis)
                                .socketTimeoutMillis(timeoutMillis)
                                .blockingSocketTimeoutMillis(5_000)
                                .build(),
                        pool),
                1,
                Duration.ofMillis(timeoutMillis));
    }

    private final class CountingGuard implements Guard {
        @Override
        public <T> T call(Supplier<T> call) {
            String thread = Thread.currentThread().getName();
            long start = System.nanoTime();
            try {
                return guard.call(() -> counted(thread, call));
            } finally {
                longest.merge(thread, System.nanoTime() - start, Math::max);
            }
        }

        private <T> T counted(String thread, Supplier<T> call) {
            reached.merge(thread, 1, Integer::sum);
            try {
                return call.get();
            } catch (RuntimeException e) {
                failed.merge(thread, 1, Integer::sum);
                throw e;
            }
        }
    }

    /** The store of all JVMs, which none of them closes. */
    private static final class StaysOpen extends ForwardingMemoryStore {
        StaysOpen(MemoryStore store) {
            super(store);
        }

        @Override
        public void close() {}
    }

    UserMemory user(String name) {
        return memory.forUser(name);
    }

    long count(CacheMetric metric) {
        return CacheAdmin.of(store).statistics().get(0).get(metric);
    }

    boolean isUp() {
        return count(CacheMetric.REDIS_UP) == 1;
    }

    void forgetCounts() {
        reached.clear();
        failed.clear();
        longest.clear();
    }

    @Override
    public void close() {
        memory.close();
        store.close();
        client.close();
    }
}
