package io.github.mem0j.cache;

import io.github.mem0j.store.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Hears of everything that a cache counts, as it happens and on the thread where it happens: be quick. Thread-safe. What
 * it throws is logged and goes no further.
 */
@FunctionalInterface
public interface CacheListener {
    /**
     * Something happened.
     *
     * @param level {@code local}, {@code redis} or {@code embedder}
     * @param operation that was under way, or null outside of one
     * @param amount how often it happened, or for times how much of it
     */
    void counted(String level, CacheMetric metric, @Nullable Operation operation, long amount);
}
