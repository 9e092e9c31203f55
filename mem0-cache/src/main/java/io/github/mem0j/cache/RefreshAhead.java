package io.github.mem0j.cache;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads hot answers anew before they end, in the background: the longer a load takes and the nearer the end, the
 * likelier (XFetch, from Vattani, Chierichetti and Lowenstein, "Optimal Probabilistic Cache Stampede Prevention", VLDB
 * 2015, with β = 1). Of one key only one refresh is under way. Thread-safe.
 */
final class RefreshAhead {
    private static final Logger log = LoggerFactory.getLogger(RefreshAhead.class);

    private final Executor executor;
    private final DoubleSupplier random;
    private final Set<Object> underWay = ConcurrentHashMap.newKeySet();

    RefreshAhead(Executor executor) {
        this(executor, () -> ThreadLocalRandom.current().nextDouble());
    }

    RefreshAhead(Executor executor, DoubleSupplier random) {
        this.executor = executor;
        this.random = random;
    }

    /** Whether to load again now what took {@code loadNanos} and ends in {@code remainingNanos}. */
    boolean isDue(long loadNanos, long remainingNanos) {
        // Further away than e^−20 is as good as never, and most hits are: they need no logarithm.
        return remainingNanos < 20 * loadNanos && -loadNanos * Math.log(1 - random.getAsDouble()) >= remainingNanos;
    }

    /** Runs {@code load}, unless one for the same key is under way or the executor is full. */
    void start(Object key, Runnable load) {
        if (!underWay.add(key)) {
            return;
        }
        try {
            executor.execute(() -> {
                try {
                    load.run();
                } catch (RuntimeException e) {
                    log.debug("A refresh ahead failed: {}", e.getClass().getName());
                } finally {
                    underWay.remove(key);
                }
            });
        } catch (RejectedExecutionException e) {
            underWay.remove(key);
        }
    }
}
