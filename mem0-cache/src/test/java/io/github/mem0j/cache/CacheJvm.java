package io.github.mem0j.cache;

import io.github.mem0j.layer.ForwardingMemoryStore;
import io.github.mem0j.services.RedisAddress;
import io.github.mem0j.services.TcpProxy;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.testkit.FaultyStore;
import io.github.mem0j.testkit.RecordingStore;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * What one JVM has: a stack of caches over the common store, its own client, ways to Redis that can be broken, a clock
 * that stands, a probe, a keeper that takes its steps by hand, and readers that store what they load before they answer;
 * unless told otherwise.
 */
final class CacheJvm implements AutoCloseable {
    final Gates gates = new Gates();
    final AtomicLong nanos = new AtomicLong(1_000_000_000_000L);
    /** Between the commands and Redis. */
    final TcpProxy commands;
    /** Between the subscription and Redis. */
    final TcpProxy messages;

    final SplitJedis client;
    /** The store as this JVM reaches it. */
    final FaultyStore backend;
    /** What reached it. */
    final RecordingStore loads;

    final RedisCacheStore redis;
    final InvalidationFeed feed;
    /** The whole stack. */
    final MemoryStore store;

    /** How a JVM is to be. Not thread-safe. */
    static final class Setup {
        boolean local = true;
        boolean real;
        int timeoutMillis = 5_000;
        RedisScripts scripts = new RedisScripts();
        Function<LongSupplier, Stamps> stamps = Stamps::new;
        UnaryOperator<MemoryStore> between = store -> store;
        UnaryOperator<MemoryStore> below = store -> store;
        SplitJedis.Forger forger = (entry, generations, incarnation) -> {};
        Consumer<RedisCache.Builder> redisCache = builder -> {};
        Consumer<LocalCache.Builder> localCache = builder -> {};

        /** No local cache above the one in Redis. */
        Setup withoutLocal() {
            local = false;
            return this;
        }

        /** With the true time and a keeper that works by itself. */
        Setup real() {
            real = true;
            return this;
        }

        Setup timeoutMillis(int millis) {
            timeoutMillis = millis;
            return this;
        }

        Setup scripts(RedisScripts changed) {
            scripts = changed;
            return this;
        }

        /** Those of the local cache. */
        Setup stamps(Function<LongSupplier, Stamps> changed) {
            stamps = changed;
            return this;
        }

        /** A layer between the two caches. */
        Setup between(UnaryOperator<MemoryStore> layer) {
            between = layer;
            return this;
        }

        /** A layer under the cache in Redis. */
        Setup below(UnaryOperator<MemoryStore> layer) {
            below = layer;
            return this;
        }

        /** Changes what this JVM reads from Redis. */
        Setup forging(SplitJedis.Forger changes) {
            forger = changes;
            return this;
        }

        Setup redisCache(Consumer<RedisCache.Builder> more) {
            redisCache = redisCache.andThen(more);
            return this;
        }

        Setup localCache(Consumer<LocalCache.Builder> more) {
            localCache = localCache.andThen(more);
            return this;
        }
    }

    CacheJvm(MemoryStore common, RedisAddress address, String namespace, Setup setup) {
        commands = TcpProxy.to(address.host(), address.port());
        messages = TcpProxy.to(address.host(), address.port());
        client = new SplitJedis(address.through(commands), address.through(messages), setup.timeoutMillis);
        loads = RecordingStore.over(new StaysOpen(common));
        backend = FaultyStore.over(loads);
        LongSupplier time = setup.real ? System::nanoTime : nanos::get;
        RedisCache.Builder builder = RedisCache.builder(client)
                .namespace(namespace)
                .nanoTime(time)
                .random(() -> 0)
                .probe(gates)
                .scripts(setup.scripts)
                .fillsInBackground(false)
                .endsInBackground(false);
        if (!setup.real) {
            builder.keptByHand();
        }
        setup.redisCache.accept(builder);
        redis = (RedisCacheStore) builder.build().over(setup.below.apply(backend));
        client.forge(setup.forger, redis.keeper()::incarnation);
        feed = redis.unwrap(InvalidationFeed.class).orElseThrow();
        if (setup.local) {
            LocalCache.Builder localBuilder = LocalCache.builder()
                    .nanoTime(time)
                    .random(() -> 0)
                    .probe(gates)
                    .stamps(setup.stamps);
            setup.localCache.accept(localBuilder);
            store = localBuilder.build().over(setup.between.apply(redis));
        } else {
            store = setup.between.apply(redis);
        }
    }

    /** Takes the keeper's steps until messages arrive. */
    CacheJvm live() {
        Races.until("listening", () -> {
            redis.keeper().step();
            return feed.isLive();
        });
        return this;
    }

    void step() {
        redis.keeper().step();
    }

    void stepUntilUp() {
        Races.until("Redis is used again", () -> {
            step();
            return count(CacheMetric.REDIS_UP) == 1;
        });
    }

    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /** What the cache at Redis has counted. */
    long count(CacheMetric metric) {
        return redis.statistics().get(metric);
    }

    /** What the local cache has counted. */
    long localCount(CacheMetric metric) {
        return CacheAdmin.of(store).statistics().get(0).get(metric);
    }

    @Override
    public void close() {
        gates.openAll();
        backend.heal();
        store.close();
        commands.close();
        messages.close();
        client.close();
    }

    /** The common store outlives each JVM. */
    private static final class StaysOpen extends ForwardingMemoryStore {
        StaysOpen(MemoryStore store) {
            super(store);
        }

        @Override
        public void close() {}
    }
}
