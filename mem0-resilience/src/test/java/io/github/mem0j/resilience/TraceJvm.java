package io.github.mem0j.resilience;

import io.github.mem0j.cache.LocalCache;
import io.github.mem0j.cache.RedisCache;
import io.github.mem0j.cache.WorkingSet;
import io.github.mem0j.layer.Call;
import io.github.mem0j.layer.Guard;
import io.github.mem0j.layer.InterceptingMemoryStore;
import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.StoreResult;
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
        WORKING_SET_AROUND_RESULT_CACHES
    }

    final LongAdder backendTrips = new LongAdder();
    final LongAdder redisTrips = new LongAdder();
    final MemoryStore store;

    TraceJvm(Kind kind, MemoryStore backend, Resilience resilience, UnifiedJedis client, String namespace, long bytes) {
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
