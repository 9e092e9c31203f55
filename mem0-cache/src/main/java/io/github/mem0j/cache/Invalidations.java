package io.github.mem0j.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.util.SafeEncoder;

/**
 * Tells Redis, and through it all JVMs, what writes end: before the store below is asked, so that nobody keeps what is
 * about to change, and after. What Redis could not be told waits here, and until it is told this JVM does not ask Redis
 * about its owner. Thread-safe.
 */
final class Invalidations {
    private static final Logger log = LoggerFactory.getLogger(Invalidations.class);

    /** How long a write keeps others from storing, unless renewed: what remains of one whose JVM died. */
    static final Duration FENCE = Duration.ofSeconds(30);

    /** Beyond the last write: what depends on them ends with them, so they should not go often. */
    private static final Duration GENERATIONS_TTL = Duration.ofDays(1);

    private static final Duration RENEWED_AFTER = Duration.ofSeconds(10);
    /** A fail-over loses what the old master had not passed on; by far not more than this. */
    private static final Duration MAY_BE_LOST = Duration.ofSeconds(60);

    private final RedisLink link;
    private final RedisKeys keys;
    private final RedisFeed feed;
    private final Counters counters;
    private final RedisCache settings;
    private final Tokens tokens = new Tokens();
    private final LongSupplier nanoTime;
    private final byte[] generationsTtl;

    private final ConcurrentMap<Owner, Missed> pending = new ConcurrentHashMap<>();
    private final Set<Write> underWay = ConcurrentHashMap.newKeySet();
    private final Cache<Owner, Integer> recent;
    private volatile long overflownUntil;
    private volatile boolean overflown;

    /** What Redis was not told of an owner. */
    private record Missed(int generations, boolean erased, long since, long number) {
        Missed and(int more, boolean alsoErased) {
            // Another number: who tells Redis of the one must not take the other off the list.
            return new Missed(generations | more, erased || alsoErased, since, number + 1);
        }
    }

    /** One write to one owner. */
    final class Write {
        final Owner owner;
        final int generations;
        final byte[] name;
        private volatile long fencedAt = nanoTime.getAsLong();
        private volatile long uncertainUntil;
        private volatile boolean uncertain;

        private Write(Owner owner, int generations) {
            this.owner = owner;
            this.generations = generations;
            name = ByteBuffer.allocate(17)
                    .put((byte) generations)
                    .put(tokens.next())
                    .array();
        }
    }

    Invalidations(RedisLink link, RedisKeys keys, RedisFeed feed, Counters counters, RedisCache settings) {
        this.link = link;
        this.keys = keys;
        this.feed = feed;
        this.counters = counters;
        this.settings = settings;
        nanoTime = settings.nanoTime;
        generationsTtl =
                number(settings.policy.keptFor().plus(FENCE).plusMinutes(1).toMillis());
        recent = Caffeine.newBuilder()
                .expireAfterWrite(MAY_BE_LOST)
                .maximumSize(settings.maxPending)
                .executor(Runnable::run)
                .build();
    }

    byte[] newToken() {
        return tokens.next();
    }

    /** How long an owner's generations outlive the last write, in milliseconds. */
    byte[] generationsTtl() {
        return generationsTtl;
    }

    /** A write to the owner is about to begin. */
    Write begin(Owner owner, int generations) {
        Write write = new Write(owner, generations);
        underWay.add(write);
        recent.asMap().merge(owner, generations, (a, b) -> a | b);
        try {
            link.run(RedisScripts.Step.BEGIN, ownerKeys(owner), beginArguments(write));
            counters.count(CacheMetric.SENT);
        } catch (RedisDownException e) {
            write.fencedAt = nanoTime.getAsLong() - RENEWED_AFTER.toNanos(); // not fenced at all: due at once
            miss(owner, generations, false);
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
            write.uncertainUntil = nanoTime.getAsLong() + settings.unknownFor.toNanos();
            write.uncertain = true;
        }
        recent.asMap().merge(write.owner, write.generations, (a, b) -> a | b);
        try {
            byte[] fence = certain ? write.name : new byte[0];
            link.run(
                    RedisScripts.Step.END, ownerKeys(write.owner), endArguments(write.owner, write.generations, fence));
            counters.count(CacheMetric.SENT);
        } catch (RedisDownException e) {
            miss(write.owner, write.generations, false);
            told = false;
        }
        feed.fireEnded(write.owner.bits(), write.generations);
        return told && !pending.containsKey(write.owner);
    }

    /** Removes what Redis and the local caches hold of an owner. */
    void erase(Owner owner) {
        try {
            runErase(owner, false);
        } catch (RedisDownException e) {
            miss(owner, Generation.ALL, true);
        }
        feed.fireErased(owner.bits());
    }

    private void miss(Owner owner, int generations, boolean erased) {
        counters.count(CacheMetric.FAILED);
        if (pending.size() >= settings.maxPending && !pending.containsKey(owner)) {
            overflownUntil = nanoTime.getAsLong() + settings.policy.keptFor().toNanos();
            if (!overflown) {
                log.warn(
                        "More than {} owners wait for Redis to be told of writes; the cache in Redis is not read for {}",
                        settings.maxPending,
                        settings.policy.keptFor());
            }
            overflown = true;
            return;
        }
        long now = nanoTime.getAsLong();
        pending.compute(
                owner,
                (key, missed) ->
                        missed == null ? new Missed(generations, erased, now, 0) : missed.and(generations, erased));
        feed.wakeKeeper();
    }

    /** Whether Redis was not told of a write that ended this generation of the owner. */
    boolean isPending(Owner owner, Generation generation) {
        if (overflown) {
            if (overflownUntil - nanoTime.getAsLong() > 0) {
                return true;
            }
            overflown = false;
        }
        Missed missed = pending.isEmpty() ? null : pending.get(owner);
        return missed != null && generation.in(missed.generations());
    }

    boolean isEmpty() {
        return pending.isEmpty();
    }

    /** Fences again what was under way while Redis could not be told, or for long; ends what was uncertain for long enough. */
    void renewFences(boolean all) throws RedisDownException {
        long now = nanoTime.getAsLong();
        for (Write write : List.copyOf(underWay)) {
            if (write.uncertain && write.uncertainUntil - now <= 0) {
                link.runEvenIfClosed(
                        RedisScripts.Step.END,
                        ownerKeys(write.owner),
                        endArguments(write.owner, write.generations, write.name));
                feed.fireEnded(write.owner.bits(), write.generations);
                underWay.remove(write);
            } else if (all || now - write.fencedAt >= RENEWED_AFTER.toNanos()) {
                link.runEvenIfClosed(RedisScripts.Step.BEGIN, ownerKeys(write.owner), beginArguments(write));
                write.fencedAt = now;
                if (!underWay.contains(write)) {
                    // It ended meanwhile; its own END may have come before this.
                    link.runEvenIfClosed(
                            RedisScripts.Step.END,
                            ownerKeys(write.owner),
                            endArguments(write.owner, write.generations, write.name));
                }
            }
        }
    }

    /** Tells Redis what it was not told. */
    void drain() throws RedisDownException {
        for (Map.Entry<Owner, Missed> entry : Map.copyOf(pending).entrySet()) {
            Owner owner = entry.getKey();
            Missed missed = entry.getValue();
            tell(owner, missed.generations());
            if (missed.erased()) {
                runErase(owner, true);
            }
            // Unless something was added since.
            pending.remove(owner, missed);
        }
    }

    /** Tells Redis once more what a server that died may not have passed on to the one that took its place. */
    void repeatRecent() throws RedisDownException {
        for (Map.Entry<Owner, Integer> entry : recent.asMap().entrySet()) {
            tell(entry.getKey(), entry.getValue());
        }
    }

    private void tell(Owner owner, int generations) throws RedisDownException {
        link.runEvenIfClosed(RedisScripts.Step.END, ownerKeys(owner), endArguments(owner, generations, new byte[0]));
        counters.count(CacheMetric.SENT);
        feed.fireEnded(owner.bits(), generations);
    }

    private void runErase(Owner owner, boolean evenIfClosed) throws RedisDownException {
        List<byte[]> index = List.of(keys.index(owner));
        List<byte[]> arguments =
                List.of(keys.entries(owner), keys.endsChannel(), feed.message(owner, RedisFeed.ERASED));
        if (evenIfClosed) {
            link.runEvenIfClosed(RedisScripts.Step.ERASE, index, arguments);
        } else {
            link.run(RedisScripts.Step.ERASE, index, arguments);
        }
    }

    long pendingCount() {
        return pending.size();
    }

    long oldestPendingMillis() {
        long now = nanoTime.getAsLong();
        return pending.values().stream()
                        .mapToLong(missed -> now - missed.since())
                        .max()
                        .orElse(0)
                / 1_000_000;
    }

    private List<byte[]> ownerKeys(Owner owner) {
        return List.of(keys.generations(owner), keys.writers(owner));
    }

    private List<byte[]> beginArguments(Write write) {
        return List.of(
                tokens.next(),
                generationsTtl,
                number(write.generations),
                write.name,
                number(FENCE.toMillis()),
                keys.endsChannel(),
                feed.message(write.owner, write.generations));
    }

    private List<byte[]> endArguments(Owner owner, int generations, byte[] fence) {
        return List.of(
                tokens.next(),
                generationsTtl,
                number(generations),
                fence,
                keys.endsChannel(),
                feed.message(owner, generations));
    }

    static byte[] number(long number) {
        return SafeEncoder.encode(Long.toString(number));
    }
}
