package io.github.mem0j.cache;

import io.github.mem0j.store.MemoryStore;
import java.util.List;

/**
 * What operators need of the caches of a stack; the outermost speaks for those below it as well. Thread-safe.
 *
 * <pre>{@code CacheAdmin.of(store).invalidateAll(); // after the database was restored from a backup}</pre>
 */
public interface CacheAdmin {
    /** That of a stack of layers, if there is a cache among them. */
    static CacheAdmin of(MemoryStore store) {
        return store.unwrap(CacheAdmin.class)
                .orElseThrow(() -> new IllegalArgumentException("there is no cache in " + store));
    }

    /**
     * Gives up everything that is cached, here, in Redis and in the other JVMs' local caches. For when the store was
     * changed behind the caches' back; call it after that. Takes time in proportion to the keys in Redis.
     *
     * @throws io.github.mem0j.store.StoreUnavailableException if Redis could not be told; this JVM's entries are gone
     *     even so
     */
    void invalidateAll();

    /** What each cache has counted, the outermost first. */
    List<CacheStatistics> statistics();
}
