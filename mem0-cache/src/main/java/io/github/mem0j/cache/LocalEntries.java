package io.github.mem0j.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import org.jspecify.annotations.Nullable;

/** The entries, at most so many bytes of them; which stay is Caffeine's to decide (W-TinyLFU). */
final class LocalEntries {
    private final Cache<LocalKey, LocalEntry> cache;

    /** @param evicted told of each that had to go for lack of room */
    LocalEntries(long maxBytes, Runnable evicted) {
        cache = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((LocalKey key, LocalEntry entry) -> entry.weight())
                // On the thread that puts: the bound holds when the put returns.
                .executor(Runnable::run)
                .evictionListener((key, entry, cause) -> {
                    if (cause == RemovalCause.SIZE) {
                        evicted.run();
                    }
                })
                .build();
    }

    @Nullable
    LocalEntry get(LocalKey key) {
        return cache.getIfPresent(key);
    }

    void put(LocalKey key, LocalEntry entry) {
        cache.put(key, entry);
    }

    void remove(LocalKey key, LocalEntry entry) {
        cache.asMap().remove(key, entry);
    }

    /** Looks at all entries: erasing is rare, and an index would cost every put. */
    void forget(long owner) {
        cache.asMap().values().removeIf(entry -> entry.owner() == owner);
    }

    void clear() {
        cache.invalidateAll();
    }

    long count() {
        return cache.estimatedSize();
    }

    long bytes() {
        return cache.policy().eviction().orElseThrow().weightedSize().orElseThrow();
    }
}
