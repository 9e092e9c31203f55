package io.github.mem0j.resilience;

import io.github.mem0j.cache.CacheAdmin;
import io.github.mem0j.cache.CacheMetric;
import io.github.mem0j.cache.CacheStatistics;
import io.github.mem0j.cache.LocalCache;
import io.github.mem0j.cache.RedisCache;
import io.github.mem0j.cache.WorkingSet;
import io.github.mem0j.layer.Call;
import io.github.mem0j.layer.Guard;
import io.github.mem0j.layer.InterceptingMemoryStore;
import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.StoreResult;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import redis.clients.jedis.UnifiedJedis;

/** One JVM's stack, with its trips to servers counted: each call of the backend is one, as RoundTripsIT shows. */
final class TraceJvm implements AutoCloseable {
    /** Which layers there are. */
    enum Kind {
        NO_CACHE,
        RESULT_CACHES,
        WORKING_SET,
        WORKING_SET_AROUND_RESULT_CACHES;

        boolean holdsMemories() {
            return this == WORKING_SET || this == WORKING_SET_AROUND_RESULT_CACHES;
        }
    }

    final LongAdder backendTrips = new LongAdder();
    final LongAdder redisTrips = new LongAdder();
    final MemoryStore store;
    private final long bytes;

    TraceJvm(Kind kind, MemoryStore backend, Resilience resilience, UnifiedJedis client, String namespace, long bytes) {
        this.bytes = bytes;
        MemoryStack stack = MemoryStack.over(new Counted(backend)).layer(resilience);
        RedisCache.Builder redis =
                RedisCache.builder(client).namespace(namespace).guard(new CountedRedis());
        store = switch (kind) {
            case NO_CACHE -> stack.build();
            case RESULT_CACHES ->
                stack.layer(redis.build())
                        .layer(LocalCache.builder().maxBytes(bytes).build())
                        .build();
            case WORKING_SET ->
                stack.layer(redis.operations().build())
                        .layer(WorkingSet.builder().maxBytes(bytes).build())
                        .build();
            case WORKING_SET_AROUND_RESULT_CACHES ->
                stack.layer(redis.build())
                        .layer(LocalCache.builder().maxBytes(bytes / 4).build())
                        .layer(WorkingSet.builder().maxBytes(bytes).build())
                        .build();
        };
    }

    /** How many users the working set has room for, as far as those that it holds tell; all if there is none. */
    int fit() {
        List<CacheStatistics> all =
                store.unwrap(CacheAdmin.class).map(CacheAdmin::statistics).orElse(List.of());
        for (CacheStatistics each : all) {
            if (each.level().equals("working-set") && each.get(CacheMetric.ENTRIES) > 0) {
                return (int) (bytes * each.get(CacheMetric.ENTRIES) / each.get(CacheMetric.BYTES));
            }
        }
        return Integer.MAX_VALUE / 16;
    }

    void reset() {
        backendTrips.reset();
        redisTrips.reset();
    }

    @Override
    public void close() {
        store.close();
    }

    private final class Counted extends InterceptingMemoryStore {
        Counted(MemoryStore backend) {
            super(backend);
        }

        @Override
        protected <R extends StoreResult> R around(Call<R> call) {
            backendTrips.increment();
            return call.proceed();
        }

        @Override
        protected <T> T aroundAdmin(String name, Supplier<T> call) {
            backendTrips.increment();
            return call.get();
        }
    }

    private final class CountedRedis implements Guard {
        @Override
        public <T> T call(Supplier<T> call) {
            redisTrips.increment();
            return call.get();
        }
    }
}
