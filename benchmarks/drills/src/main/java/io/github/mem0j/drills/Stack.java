package io.github.mem0j.drills;

import io.github.mem0j.batching.Batching;
import io.github.mem0j.cache.LocalCache;
import io.github.mem0j.cache.RedisCache;
import io.github.mem0j.cache.WorkingSet;
import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.pgvector.Credentials;
import io.github.mem0j.pgvector.PgVectorMemoryStore;
import io.github.mem0j.pgvector.PgVectorMemoryStoreBuilder;
import io.github.mem0j.pgvector.PoolSettings;
import io.github.mem0j.resilience.CircuitBreaker;
import io.github.mem0j.resilience.FailsafeGuard;
import io.github.mem0j.resilience.Resilience;
import io.github.mem0j.services.PostgresDatabase;
import io.github.mem0j.services.RedisAddress;
import io.github.mem0j.store.MemoryStore;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import redis.clients.jedis.UnifiedJedis;

/** One JVM's memory: a pool, a client of Redis and layers of its own, in the README's order. */
final class Stack implements AutoCloseable {
    static final EmbeddingSpace SPACE = new EmbeddingSpace("drill", 8);
    static final int POOL = 8;

    final MemoryStore store;
    private final UnifiedJedis redis;

    private Stack(Settings settings) {
        redis = settings.client.get();
        CircuitBreaker breaker =
                CircuitBreaker.postgres().openFor(settings.breakerOpen).build();
        RedisCache.Builder shared = RedisCache.builder(redis)
                .namespace(settings.namespace)
                .clock(settings.clock)
                .guard(FailsafeGuard.redis());
        MemoryStack stack = MemoryStack.over(settings.backend())
                .layer(Resilience.builder().circuitBreaker(breaker).build())
                .layer(Batching.defaults())
                .layer(settings.redisCache.apply(shared).build());
        store = (settings.holdsMemories
                        ? stack.layer(settings.workingSet
                                .apply(WorkingSet.builder()
                                        .clock(settings.clock)
                                        .maxBytes(settings.cacheBytes))
                                .build())
                        : stack.layer(settings.localCache
                                .apply(LocalCache.builder()
                                        .clock(settings.clock)
                                        .maxBytes(settings.cacheBytes))
                                .build()))
                .build();
    }

    /** Not thread-safe. */
    static final class Settings {
        private final String schema;
        private final String namespace;
        private String jdbcUrl;
        private Supplier<Credentials> credentials;
        private Supplier<UnifiedJedis> client;
        private Duration breakerOpen = Duration.ofSeconds(1);
        private boolean holdsMemories = true;
        private long cacheBytes = 256L << 20;
        private Clock clock = Clock.systemUTC();
        private UnaryOperator<RedisCache.Builder> redisCache = builder -> builder;
        private UnaryOperator<LocalCache.Builder> localCache = builder -> builder;
        private UnaryOperator<WorkingSet.Builder> workingSet = builder -> builder;
        private UnaryOperator<PgVectorMemoryStoreBuilder> pgvector = builder -> builder;
        private UnaryOperator<MemoryStore> below = store -> store;

        /** @param name of the schema and of the namespace in Redis */
        Settings(String name, PostgresDatabase database, RedisAddress redis) {
            schema = name;
            namespace = name;
            jdbcUrl = database.jdbcUrl();
            credentials = () -> new Credentials(database.user(), database.password());
            client = () -> Clients.redis(redis);
        }

        Settings jdbcUrl(String url) {
            jdbcUrl = url;
            return this;
        }

        Settings credentials(Supplier<Credentials> supplier) {
            credentials = supplier;
            return this;
        }

        Settings client(Supplier<UnifiedJedis> supplier) {
            client = supplier;
            return this;
        }

        /** How long the breaker waits before it tries again. */
        Settings breakerOpen(Duration duration) {
            breakerOpen = duration;
            return this;
        }

        /** A local cache of answers instead of a working set. */
        Settings holdingAnswers() {
            holdsMemories = false;
            return this;
        }

        Settings holdingMemories() {
            holdsMemories = true;
            return this;
        }

        Settings cacheBytes(long bytes) {
            cacheBytes = bytes;
            return this;
        }

        Settings clock(Clock changed) {
            clock = changed;
            return this;
        }

        Settings redisCache(UnaryOperator<RedisCache.Builder> changes) {
            redisCache = changes;
            return this;
        }

        Settings localCache(UnaryOperator<LocalCache.Builder> changes) {
            localCache = changes;
            return this;
        }

        Settings workingSet(UnaryOperator<WorkingSet.Builder> changes) {
            workingSet = changes;
            return this;
        }

        Settings pgvector(UnaryOperator<PgVectorMemoryStoreBuilder> changes) {
            pgvector = changes;
            return this;
        }

        /** A layer next to the backend. */
        Settings below(UnaryOperator<MemoryStore> layer) {
            below = layer;
            return this;
        }

        Stack open() {
            return new Stack(this);
        }

        /** The store alone, without any layer: what is there in truth. */
        PgVectorMemoryStore bare() {
            return pgvector.apply(PgVectorMemoryStore.builder()
                            .jdbcUrl(jdbcUrl)
                            .credentials(credentials)
                            .pool(PoolSettings.defaults().withSize(POOL))
                            .schema(schema)
                            .clock(clock)
                            .dimensions(SPACE.dimensions())
                            .initSchema())
                    .build();
        }

        private MemoryStore backend() {
            return below.apply(bare());
        }
    }

    @Override
    public void close() {
        store.close();
        redis.close();
    }
}
