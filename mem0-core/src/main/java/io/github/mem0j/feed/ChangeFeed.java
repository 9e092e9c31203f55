package io.github.mem0j.feed;

import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.MemoryStore;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Which memories changed, by any JVM, and have not been dealt with: kept by a backend in the transaction of the change,
 * for each of its named consumers apart. {@link MemoryStore#unwrap} finds it. Safe for use by many threads and many
 * JVMs at once; throws what a {@link MemoryStore} throws.
 *
 * <p>It is a set without an order among owners, so that a transaction that commits late is seen late, and not skipped.
 * What is taken stays in the feed until it has been dealt with: whoever dies before that leaves it to the others.
 */
public interface ChangeFeed {
    /** The feed of a store, through its layers. */
    static ChangeFeed of(MemoryStore store) {
        return store.unwrap(ChangeFeed.class)
                .orElseThrow(() -> new IllegalArgumentException(
                        store + " keeps no change feed; switch it on where the backend is built"));
    }

    /**
     * Hands some of what changed to {@code work} and takes it off the feed when that returns, unless it changed again
     * meanwhile; if {@code work} throws, all of it stays. Nobody else is handed an owner of these at the same time, so that
     * what becomes of one owner becomes in order; others are handed other owners. Should take seconds at most.
     *
     * @param limit about how many memories
     * @return how many it were; 0 if there are none, or others have them all
     */
    int take(String consumer, int limit, Consumer<List<OwnerChanges>> work);

    /** Puts memories on the feed as if they had changed, be they there or not. */
    void mark(String consumer, MemoryScope owner, List<UUID> ids);

    /** How much waits. */
    FeedLag lag(String consumer);

    /**
     * Whether a consumer has dealt with every change of an owner that was committed before this call, and nobody's change
     * has waited for longer than {@code bound}. One round trip.
     */
    boolean isCurrent(String consumer, MemoryScope owner, Duration bound);
}
