package io.github.mem0j.cache;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Redis could not be told, by owner; past a bound, instead of more owners, the moment until which nothing in Redis may
 * be believed. Thread-safe.
 */
final class PendingInvalidations {
    private static final Logger log = LoggerFactory.getLogger(PendingInvalidations.class);

    private final ConcurrentMap<Owner, Missed> pending = new ConcurrentHashMap<>();
    private final int most;
    private final CachePolicy policy;
    private final LongSupplier nanoTime;
    private volatile boolean overflown;
    private volatile long overflownUntil;

    /**
     * What Redis was not told of an owner.
     *
     * @param number another after each addition: who tells Redis of the one must not take the other off the list
     */
    record Missed(int generations, boolean erased, long since, long number) {
        Missed and(int more, boolean alsoErased) {
            return new Missed(generations | more, erased || alsoErased, since, number + 1);
        }
    }

    PendingInvalidations(int most, CachePolicy policy, LongSupplier nanoTime) {
        this.most = most;
        this.policy = policy;
        this.nanoTime = nanoTime;
    }

    void add(Owner owner, int generations, boolean erased) {
        long now = nanoTime.getAsLong();
        if (pending.size() >= most && !pending.containsKey(owner)) {
            overflownUntil = now + policy.keptFor().toNanos();
            if (!overflown) {
                overflown = true;
                log.warn(
                        "More than {} owners wait for Redis to be told of writes; it is not read from for {}",
                        most,
                        policy.keptFor());
            }
            return;
        }
        pending.compute(
                owner,
                (key, missed) ->
                        missed == null ? new Missed(generations, erased, now, 0) : missed.and(generations, erased));
    }

    /** Takes an owner off, unless something was added since. */
    void remove(Owner owner, Missed told) {
        pending.remove(owner, told);
    }

    Map<Owner, Missed> all() {
        return Map.copyOf(pending);
    }

    boolean contains(Owner owner) {
        return pending.containsKey(owner);
    }

    /** Whether Redis was not told of a write that ended this generation of the owner. */
    boolean contains(Owner owner, Generation generation) {
        if (overflown) {
            if (overflownUntil - nanoTime.getAsLong() > 0) {
                return true;
            }
            overflown = false;
        }
        Missed missed = pending.isEmpty() ? null : pending.get(owner);
        return missed != null && generation.in(missed.generations());
    }

    long count() {
        return pending.size();
    }

    long oldestMillis() {
        long now = nanoTime.getAsLong();
        long oldest = pending.values().stream()
                .mapToLong(missed -> now - missed.since())
                .max()
                .orElse(0);
        return TimeUnit.NANOSECONDS.toMillis(oldest);
    }
}
