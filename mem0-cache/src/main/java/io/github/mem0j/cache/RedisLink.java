package io.github.mem0j.cache;

import io.github.mem0j.layer.Guard;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.UnifiedJedis;

/**
 * The way to Redis: open, or closed after a failure until the {@link Keeper} has seen it answer and has told it what it
 * missed. So an outage costs one time-out, not one for each call, and nothing old is read after it. Thread-safe.
 */
final class RedisLink {
    private static final Logger log = LoggerFactory.getLogger(RedisLink.class);

    private final UnifiedJedis redis;
    private final RedisScripts scripts;
    private final Guard guard;
    private final Counters counters;
    private final AtomicBoolean up = new AtomicBoolean();
    private volatile Runnable onDown = () -> {};

    RedisLink(UnifiedJedis redis, RedisScripts scripts, Guard guard, Counters counters) {
        this.redis = redis;
        this.scripts = scripts;
        this.guard = guard;
        this.counters = counters;
    }

    void onDown(Runnable action) {
        onDown = action;
    }

    boolean isUp() {
        return up.get();
    }

    /** All that Redis missed has been told to it. */
    void open() {
        if (up.compareAndSet(false, true)) {
            log.info("Redis answers; the cache uses it");
        }
    }

    /** Runs a script, unless the link is closed. */
    Object run(RedisScripts.Step step, List<byte[]> keys, List<byte[]> arguments) throws RedisDownException {
        requireOpen();
        return runEvenIfClosed(step, keys, arguments);
    }

    /** Runs scripts in one trip, unless the link is closed. If any fails, all count as failed. */
    void runAll(List<RedisScripts.Call> calls) throws RedisDownException {
        requireOpen();
        boolean unused = call(client -> {
            scripts.runAll(client, calls);
            return true;
        });
    }

    private void requireOpen() throws RedisDownException {
        if (!up.get()) {
            counters.count(CacheMetric.REDIS_FAILURES);
            throw new RedisDownException("Redis is known to be down");
        }
    }

    /** Runs a script, to find out whether Redis answers again or to tell it what it missed. */
    Object runEvenIfClosed(RedisScripts.Step step, List<byte[]> keys, List<byte[]> arguments)
            throws RedisDownException {
        return call(client -> scripts.run(client, step, keys, arguments));
    }

    /** Values, null where there is none, unless the link is closed. */
    List<byte[]> mget(byte[]... keys) throws RedisDownException {
        requireOpen();
        return call(client -> client.mget(keys));
    }

    <T> T call(Function<UnifiedJedis, T> call) throws RedisDownException {
        long start = System.nanoTime();
        try {
            return guard.call(() -> call.apply(redis));
        } catch (RuntimeException e) {
            counters.count(CacheMetric.REDIS_FAILURES);
            // A caller that was interrupted says nothing about Redis.
            if (!Thread.currentThread().isInterrupted()) {
                close(e, (System.nanoTime() - start) / 1_000_000);
            }
            throw new RedisDownException(e);
        }
    }

    private void close(RuntimeException reason, long millis) {
        if (up.compareAndSet(true, false)) {
            log.warn(
                    "Redis failed after {} ms ({}: {}); the cache does without it until it answers again{}",
                    millis,
                    reason.getClass().getSimpleName(),
                    reason.getMessage(),
                    millis > 500 ? ". Callers waited for this: give the client a socketTimeoutMillis of 100" : "");
            onDown.run();
        }
    }
}
