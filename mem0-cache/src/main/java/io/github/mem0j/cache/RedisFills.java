package io.github.mem0j.cache;

import io.github.mem0j.store.Operation;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.ReadRequest;
import io.github.mem0j.store.StoreResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** How answers get into Redis. */
final class RedisFills {
    /** Of so many fills, one clears the owner's index of what is gone. */
    private static final int CLEARING = 16;

    private final RedisLink link;
    private final RedisKeys keys;
    private final Counters counters;
    private final RedisCache settings;
    private final EntryCodec codec;
    private final byte[] indexTtl;
    private final AtomicLong fills = new AtomicLong();

    RedisFills(RedisLink link, RedisKeys keys, Counters counters, RedisCache settings) {
        this.link = link;
        this.keys = keys;
        this.counters = counters;
        this.settings = settings;
        codec = new EntryCodec(settings.cipher);
        indexTtl = OwnerScripts.number(settings.policy.keptFor().plusMinutes(1).toMillis());
    }

    /**
     * Stores an answer, if it is younger than the look and no write came since.
     *
     * @return the answer as it may go up
     */
    StoreResult fill(
            Owner owner,
            byte[] digest,
            ReadRequest request,
            RedisEntries.View view,
            StoreResult result,
            long loadStartedAt) {
        Operation operation = request.operation();
        Provenance provenance = result.provenance();
        long now = settings.nanoTime.getAsLong();
        long sinceStart = now - loadStartedAt;
        long fresh = settings.policy.freshNanos(Answers.isNegative(request, result));
        if (provenance.freshFor() != null) {
            fresh = Math.min(fresh, sinceStart + Answers.nanos(provenance.freshFor()));
        }
        StoreResult bounded =
                result.withProvenance(provenance.freshForAtMost(Duration.ofNanos(Math.max(0, fresh - sinceStart))));
        if (Answers.nanos(provenance.age()) > sinceStart
                || !provenance.degradations().isEmpty()) {
            // Older than our look, which so proves nothing about it; or less than full.
            counters.count(CacheMetric.REFUSED, operation);
            return bounded;
        }
        Generation generation = Generation.of(request, result);
        Instant validUntil = Answers.validUntil(result, settings.clock);
        EntryHeader header = new EntryHeader(
                generation,
                view.token(generation),
                view.incarnation(),
                view.loadedAt(),
                (int) TimeUnit.NANOSECONDS.toMillis(fresh),
                (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(sinceStart)),
                validUntil);
        byte[] entry = codec.encode(header, digest, result);
        if (entry.length > settings.maxEntryBytes) {
            counters.count(CacheMetric.OVERSIZE, operation);
            return bounded;
        }
        return store(owner, digest, operation, header, entry) ? bounded : notStorable(bounded);
    }

    private boolean store(Owner owner, byte[] digest, Operation operation, EntryHeader header, byte[] entry) {
        long gone = header.loadedAtMillis()
                + header.freshMillis()
                + settings.policy.staleIfError().toMillis();
        long valid = TimeUnit.NANOSECONDS.toMillis(header.validNanos(settings.clock));
        gone = Math.min(gone, header.loadedAtMillis() + Math.max(1, valid));
        try {
            Object stored = link.run(
                    RedisScripts.Step.FILL,
                    List.of(keys.generations(owner), keys.entry(owner, digest), keys.index(owner)),
                    List.of(
                            OwnerScripts.number(header.generation().index),
                            header.token(),
                            entry,
                            OwnerScripts.number(gone),
                            RedisKeys.name(digest).getBytes(StandardCharsets.US_ASCII),
                            indexTtl,
                            OwnerScripts.number(fills.incrementAndGet() % CLEARING == 0 ? 1 : 0)));
            boolean done = Long.valueOf(1).equals(stored);
            counters.count(done ? CacheMetric.STORED : CacheMetric.REFUSED, operation);
            return done;
        } catch (RedisDownException e) {
            counters.count(CacheMetric.STORE_FAILURES, operation);
            return false;
        }
    }

    private static StoreResult notStorable(StoreResult result) {
        return result.withProvenance(result.provenance().notStorable());
    }
}
