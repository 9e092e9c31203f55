package io.github.mem0j.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.mem0j.store.StoreUnavailableException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells Redis, and through it all JVMs, what writes end: before the store below is asked, so that nobody keeps what is
 * about to change, and after, as a rule in the background. What Redis could not be told waits here, and until it is told this JVM does not ask Redis
 * about its owner. Thread-safe.
 */
final class Invalidations {
    /** How long a write keeps others from storing, unless renewed: what remains of one whose JVM died. */
    static final Duration FENCE = Duration.ofSeconds(30);

    private static final Duration RENEWED_AFTER = Duration.ofSeconds(10);

    /** A fail-over loses what the old master had not passed on; by far not more than this. */
    private static final Duration MAY_BE_LOST = Duration.ofSeconds(60);

    private final OwnerScripts redis;
    private final PendingInvalidations pending;
    private final RedisFeed feed;
    private final Tokens tokens;
    private final Counters counters;
    private final BooleanSupplier up;
    private final LongSupplier nanoTime;
    private final Duration unknownFor;
    private final Set<Write> underWay = ConcurrentHashMap.newKeySet();
    private final Cache<Owner, Integer> recent;
    private final @Nullable WaitingEnds waiting;

    /** One write to one owner. */
    static final class Write {
        private final Owner owner;
        private final int generations;
        /** The generations, then a token of its own. */
        private final byte[] name;

        private volatile boolean begun;
        private volatile long fencedAt;
        private volatile boolean uncertain;
        private volatile long uncertainUntil;

        private Write(Owner owner, int generations, byte[] token, long fencedAt) {
            this.owner = owner;
            this.generations = generations;
            this.fencedAt = fencedAt;
            name = ByteBuffer.allocate(1 + token.length)
                    .put((byte) generations)
                    .put(token)
                    .array();
        }

        Owner owner() {
            return owner;
        }

        int generations() {
            return generations;
        }

        byte[] name() {
            return name;
        }
    }

    Invalidations(
            OwnerScripts redis,
            RedisFeed feed,
            Tokens tokens,
            Counters counters,
            BooleanSupplier up,
            RedisCache settings) {
        this.redis = redis;
        this.feed = feed;
        this.tokens = tokens;
        this.counters = counters;
        nanoTime = settings.nanoTime;
        unknownFor = settings.unknownFor;
        pending = new PendingInvalidations(settings.maxPending, settings.policy, nanoTime);
        recent = Caffeine.newBuilder()
                .expireAfterWrite(MAY_BE_LOST)
                .maximumSize(settings.maxPending)
                .executor(Runnable::run)
                .build();
        this.up = up;
        waiting = settings.endsInBackground ? new WaitingEnds(this::send, settings.probe) : null;
    }

    PendingInvalidations pending() {
        return pending;
    }

    /** A write to the owner is about to begin. */
    Write begin(Owner owner, int generations) {
        Write write = new Write(owner, generations, tokens.next(), nanoTime.getAsLong());
        underWay.add(write);
        recent.asMap().merge(owner, generations, (a, b) -> a | b);
        List<Write> ended = waiting == null ? List.of() : waiting.take();
        try {
            redis.begin(owner, generations, write.name, FENCE, ended);
            write.begun = true;
            counters.count(CacheMetric.SENT, null, 1 + ended.size());
        } catch (RedisDownException e) {
            write.fencedAt = nanoTime.getAsLong() - RENEWED_AFTER.toNanos(); // not fenced at all: due at once
            miss(owner, generations, false);
            miss(ended);
        } finally {
            if (waiting != null) {
                waiting.taken(ended);
            }
        }
        feed.fireEnded(owner.bits(), generations);
        return write;
    }

    /**
     * The write has been answered.
     *
     * @param certain whether what became of it is known; if not, it stays under way as long as it may take effect
     * @return whether Redis knows
     */
    boolean end(Write write, boolean certain) {
        boolean told = true;
        if (certain) {
            underWay.remove(write);
        } else {
            write.uncertainUntil = nanoTime.getAsLong() + unknownFor.toNanos();
            write.uncertain = true;
        }
        recent.asMap().merge(write.owner, write.generations, (a, b) -> a | b);
        if (certain && waiting != null && write.begun && up.getAsBoolean()) {
            // Its fence stands: Redis may be told in a moment.
            feed.fireEnded(write.owner.bits(), write.generations);
            waiting.add(write);
            return !pending.contains(write.owner);
        }
        try {
            if (certain) {
                redis.end(write.owner, write.generations, write.name, false);
            } else {
                redis.end(write.owner, write.generations, false);
            }
            counters.count(CacheMetric.SENT);
        } catch (RedisDownException e) {
            miss(write.owner, write.generations, false);
            told = false;
        }
        feed.fireEnded(write.owner.bits(), write.generations);
        return told && !pending.contains(write.owner);
    }

    private void send(List<Write> ended) {
        try {
            redis.end(ended);
            counters.count(CacheMetric.SENT, null, ended.size());
        } catch (RedisDownException e) {
            miss(ended);
        }
    }

    private void miss(List<Write> ended) {
        ended.forEach(write -> miss(write.owner, write.generations, false));
    }

    /**
     * Returns when Redis knows, or is known not to, of all writes of this JVM to the owner that have returned: before that
     * it must not be asked, lest it lost their fences and shows what is older.
     *
     * @return false if the thread was interrupted instead
     */
    boolean settle(Owner owner) {
        return waiting == null || waiting.settle(owner);
    }

    /** Tells Redis of what has waited. */
    void close() {
        if (waiting != null) {
            waiting.close();
        }
    }

    /**
     * Ends everything of an owner whom somebody may have changed unheard.
     *
     * @throws StoreUnavailableException if Redis could not be told
     */
    void changed(Owner owner) {
        try {
            redis.end(owner, Generation.ALL, false);
            counters.count(CacheMetric.SENT);
        } catch (RedisDownException e) {
            throw StoreUnavailableException.notApplied("Redis cannot be told of what changed; it will be", e);
        }
        feed.fireEnded(owner.bits(), Generation.ALL);
    }

    /** Removes what Redis and the local caches hold of an owner. */
    void erase(Owner owner) {
        try {
            redis.erase(owner, false);
        } catch (RedisDownException e) {
            miss(owner, Generation.ALL, true);
        }
        feed.fireErased(owner.bits());
    }

    private void miss(Owner owner, int generations, boolean erased) {
        counters.count(CacheMetric.FAILED);
        pending.add(owner, generations, erased);
        feed.wakeKeeper();
    }

    /**
     * Fences again what has been under way for long, and ends what was uncertain for long enough.
     *
     * @param all also what began a moment ago, since Redis may not know of it
     */
    void renewFences(boolean all) throws RedisDownException {
        long now = nanoTime.getAsLong();
        for (Write write : List.copyOf(underWay)) {
            if (write.uncertain && write.uncertainUntil - now <= 0) {
                redis.end(write.owner, write.generations, write.name, true);
                feed.fireEnded(write.owner.bits(), write.generations);
                underWay.remove(write);
            } else if (all || now - write.fencedAt >= RENEWED_AFTER.toNanos()) {
                redis.begin(write.owner, write.generations, write.name, FENCE, true);
                write.fencedAt = now;
                if (!underWay.contains(write)) {
                    // It ended meanwhile; its own END may have come before this.
                    redis.end(write.owner, write.generations, write.name, true);
                }
            }
        }
    }

    /** Tells Redis what it was not told. */
    void drain() throws RedisDownException {
        for (Map.Entry<Owner, PendingInvalidations.Missed> entry : pending.all().entrySet()) {
            PendingInvalidations.Missed missed = entry.getValue();
            tell(entry.getKey(), missed.generations());
            if (missed.erased()) {
                redis.erase(entry.getKey(), true);
            }
            pending.remove(entry.getKey(), missed);
        }
    }

    /** Tells Redis once more what a server that died may not have passed on to the one that took its place. */
    void repeatRecent() throws RedisDownException {
        for (Map.Entry<Owner, Integer> entry : recent.asMap().entrySet()) {
            tell(entry.getKey(), entry.getValue());
        }
    }

    private void tell(Owner owner, int generations) throws RedisDownException {
        redis.end(owner, generations, true);
        counters.count(CacheMetric.SENT);
        feed.fireEnded(owner.bits(), generations);
    }
}
