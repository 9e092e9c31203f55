package io.github.mem0j.examples.service;

import io.github.mem0j.AgentMemory;
import io.github.mem0j.batching.Batching;
import io.github.mem0j.cache.CachingEmbedder;
import io.github.mem0j.cache.RedisCache;
import io.github.mem0j.cache.WorkingSet;
import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.embedder.Embedder;
import io.github.mem0j.feed.CompanionStore;
import io.github.mem0j.layer.MemoryLayer;
import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.pgvector.PgVectorMemoryStore;
import io.github.mem0j.pgvector.PgVectorMemoryStoreBuilder;
import io.github.mem0j.resilience.CircuitBreaker;
import io.github.mem0j.resilience.FailsafeGuard;
import io.github.mem0j.resilience.Resilience;
import io.github.mem0j.resilience.ResilientEmbedder;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.StoreAdmin;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.util.JedisURIHelper;

/** All parts of the memory and what is asked about them: {@link #layers} is the one place that says what is around what. */
final class Stack implements AutoCloseable {
    /** Long enough to be left alone, short enough that nobody waits for long when the database is back. */
    private static final Duration BREAKER_OPEN = Duration.ofSeconds(Reply.RETRY_AFTER_SECONDS);

    /** Well below the 5 seconds in which the service has to end. */
    private static final Duration LONGEST_CALL = Duration.ofSeconds(2);

    private static final int REDIS_TIMEOUT_MILLIS = 100;
    private static final int REDIS_CONNECTIONS = 64;

    final MemoryStore store;
    final AgentMemory memory;
    final CachingEmbedder embedder;
    final List<CircuitBreaker> breakers = new ArrayList<>();
    final List<ServerWatch> watches = new ArrayList<>();
    private final ResilientEmbedder resilient;
    private final @Nullable UnifiedJedis redis;

    /**
     * Opens it.
     *
     * @throws io.github.mem0j.store.MemoryStoreException if the database cannot be reached or used
     */
    Stack(Settings settings, Embedder model, LayerTimes times) {
        Resilience resilience = Resilience.builder()
                .writeDeadline(LONGEST_CALL)
                .bulkDeadline(LONGEST_CALL)
                .circuitBreaker(CircuitBreaker.postgres().openFor(BREAKER_OPEN).build())
                .build();
        FailsafeGuard guard = FailsafeGuard.redis();
        resilient = ResilientEmbedder.builder(model)
                .deadline(LONGEST_CALL)
                .concurrentCalls(WebServer.MOST_REQUESTS)
                .build();
        embedder = CachingEmbedder.around(resilient);
        MemoryStore backend = backend(settings, model.dimensions());
        if (settings.neo4j() != null) {
            Resilience ofGraph = Resilience.builder()
                    .circuitBreaker(CircuitBreaker.neo4j().openFor(BREAKER_OPEN).build())
                    .build();
            MemoryStore graph = ofGraph.over(Graph.store(settings.neo4j()));
            backend = CompanionStore.builder(backend, graph)
                    .consumer(Graph.CONSUMER)
                    .build();
            breakers.add(ofGraph.circuitBreaker());
            watches.add(ServerWatch.start("neo4j", StoreAdmin.of(graph)::ping));
        }
        redis = settings.redis() == null ? null : client(settings.redis());
        store = layers(backend, resilience, redis, guard, times);
        memory = AgentMemory.builder()
                .store(store)
                .embedder(new TimedEmbedder(embedder, times))
                .build();
        if (settings.jdbc() != null) {
            breakers.add(resilience.circuitBreaker());
            watches.add(ServerWatch.start("postgres", StoreAdmin.of(store)::ping));
        }
        if (redis != null) {
            breakers.add(guard.circuitBreaker());
            watches.add(ServerWatch.start("redis", redis::ping));
        }
        breakers.add(resilient.circuitBreaker());
    }

    /** From the backend outwards. */
    private static MemoryStore layers(
            MemoryStore backend,
            Resilience resilience,
            @Nullable UnifiedJedis redis,
            FailsafeGuard guard,
            LayerTimes times) {
        // Keeps answers, too, for users with too many memories to be held, and then says when Redis is away.
        MemoryLayer shared = redis == null
                ? inner -> inner
                : RedisCache.builder(redis).guard(guard).build();
        WorkingSet.Builder held = WorkingSet.builder();
        return MemoryStack.over(backend)
                .layer(times.within("store"))
                .layer(resilience)
                .layer(Batching.defaults())
                .layer(shared)
                .layer(times.within("redis"))
                .layer(redis == null ? held.singleJvm().build() : held.build())
                .layer(times.stack())
                .build();
    }

    private static MemoryStore backend(Settings settings, int dimensions) {
        if (settings.jdbc() == null) {
            return EmbeddedMemoryStore.create();
        }
        PgVectorMemoryStoreBuilder builder = PgVectorMemoryStore.builder()
                .jdbcUrl(settings.jdbc())
                .dimensions(dimensions)
                .operationTimeout(LONGEST_CALL)
                .initSchema(); // with several instances rather Flyway, by builder.migrations()
        return (settings.neo4j() == null ? builder : builder.changeFeed(Graph.CONSUMER)).build();
    }

    private static UnifiedJedis client(URI address) {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(REDIS_CONNECTIONS);
        pool.setMaxIdle(REDIS_CONNECTIONS);
        pool.setMaxWait(Duration.ofMillis(REDIS_TIMEOUT_MILLIS));
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .user(JedisURIHelper.getUser(address))
                .password(JedisURIHelper.getPassword(address))
                .connectionTimeoutMillis(REDIS_TIMEOUT_MILLIS)
                .socketTimeoutMillis(REDIS_TIMEOUT_MILLIS)
                .blockingSocketTimeoutMillis(5_000);
        if (JedisURIHelper.isRedisSSLScheme(address)) {
            config.sslOptions(SslOptions.defaults());
        }
        return RedisClient.builder()
                .hostAndPort(JedisURIHelper.getHostAndPort(address))
                .clientConfig(config.build())
                .poolConfig(pool)
                .build();
    }

    /** Ahead of {@link #close}, for what takes its time while a server hangs. */
    void stopWatching() {
        watches.forEach(ServerWatch::stop);
    }

    @Override
    public void close() {
        watches.forEach(ServerWatch::close);
        memory.close();
        store.close();
        resilient.close();
        if (redis != null) {
            redis.close();
        }
    }
}
