package io.github.mem0j.cache;

import io.github.mem0j.store.Degradation;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.ReadOptions;
import io.github.mem0j.store.StoreResult;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An answer in the heap, with all that tells whether it may still be shown. Nano times are those of the cache's ticker.
 *
 * @param owner whose it is, as the feed says it
 * @param seen what was current before its load began
 * @param generation what it depends on
 * @param loadedAt when its load began
 * @param freshUntil from when on it is not fresh
 * @param keptUntil from when on it does not even stand in
 * @param validUntil the moment on the host's clock from which it does not hold, or null
 * @param loadNanos how long its load took
 * @param weight in bytes
 */
record LocalEntry(
        StoreResult result,
        long owner,
        Seen seen,
        Generation generation,
        long loadedAt,
        long freshUntil,
        long keptUntil,
        @Nullable Instant validUntil,
        long loadNanos,
        int weight) {

    /**
     * An owner's stamps and the epoch, read together before anything else.
     *
     * @param slot the owner's place among the stamps
     * @param items stamp of {@link Generation#ITEMS}
     * @param guard stamp of what the answer depends on at most
     */
    record Seen(int slot, long items, long guard, long epoch) {
        static Seen of(Stamps stamps, int slot, Generation guard) {
            // The epoch first: one that ends in between then shows.
            long epoch = stamps.epoch();
            return new Seen(slot, stamps.get(slot, Generation.ITEMS), stamps.get(slot, guard), epoch);
        }
    }

    /** Whether no write has come since before its load. */
    boolean isCurrent(Stamps stamps) {
        long then = generation == Generation.ITEMS ? seen.items() : seen.guard();
        return stamps.get(seen.slot(), generation) == then && stamps.epoch() == seen.epoch();
    }

    boolean isFresh(long now, ReadOptions options, Clock clock) {
        return now - freshUntil < 0 && isYoungEnough(now, options) && !Answers.isOver(validUntil, clock);
    }

    /** Whether it may stand in for a backend that is down. */
    boolean mayStandIn(long now, ReadOptions options, Clock clock) {
        return now - keptUntil < 0 && isYoungEnough(now, options) && !Answers.isOver(validUntil, clock);
    }

    private boolean isYoungEnough(long now, ReadOptions options) {
        Duration maxAge = options.maxAge();
        return maxAge == null || Duration.ofNanos(now - loadedAt).compareTo(maxAge) <= 0;
    }

    StoreResult fresh(long now) {
        Provenance loaded = result.provenance();
        return result.withProvenance(new Provenance(
                Provenance.LOCAL, age(now), loaded.degradations(), true, Duration.ofNanos(freshUntil - now)));
    }

    StoreResult stale(long now) {
        Provenance loaded = result.provenance();
        return result.withProvenance(
                new Provenance(Provenance.LOCAL, age(now), loaded.degradations(), false, Duration.ZERO)
                        .degraded(Degradation.STALE));
    }

    private Duration age(long now) {
        return Duration.ofNanos(Math.max(0, now - loadedAt));
    }
}
