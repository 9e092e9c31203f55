package io.github.mem0j.cache;

import io.github.mem0j.store.Operation;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.ReadRequest;
import io.github.mem0j.store.StoreResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

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
     * An answer as it may go up, and what stores it, if no write came since the look.
     *
     * @param storing null if it may not be stored
     */
    record Fill(StoreResult answer, @Nullable Runnable storing) {}

    /** What to store of an answer. */
    Fill of(
            Owner owner,
            byte[] digest,
            ReadRequest request,
            RedisEntries.View view,
            StoreResult result,
            long loadStartedAt) {
        Provenance provenance = result.provenance();
        long sinceStart = settings.nanoTime.getAsLong() - loadStartedAt;
        long fresh = settings.policy.freshNanos(Answers.isNegative(request, result));
        if (provenance.freshFor() != null) {
            fresh = Math.min(fresh, sinceStart + Answers.nanos(provenance.freshFor()));
        }
        StoreResult bounded =
                result.withProvenance(provenance.freshForAtMost(Duration.ofNanos(Math.max(0, fresh - sinceStart))));
        if (Answers.nanos(provenance.age()) > sinceStart
                || !provenance.degradations().isEmpty()) {
            // Older than our look, which so proves nothing about it; or less than full.
            counters.count(CacheMetric.REFUSED, request.operation());
            return new Fill(bounded, null);
        }
        Generation generation = Generation.of(request, result);
        EntryHeader header = new EntryHeader(
                generation,
                view.token(generation),
                view.incarnation(),
                view.loadedAt(),
                (int) TimeUnit.NANOSECONDS.toMillis(fresh),
                (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(sinceStart)),
                Answers.validUntil(result, settings.clock));
        return new Fill(bounded, () -> store(owner, digest, request.operation(), header, result));
    }

    private void store(Owner owner, byte[] digest, Operation operation, EntryHeader header, StoreResult result) {
        byte[] entry = codec.encode(header, digest, result);
        if (entry.length > settings.maxEntryBytes) {
            counters.count(CacheMetric.OVERSIZE, operation);
        } else {
            store(owner, digest, operation, header, entry);
        }
    }

    private void store(Owner owner, byte[] digest, Operation operation, EntryHeader header, byte[] entry) {
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
        } catch (RedisDownException e) {
            counters.count(CacheMetric.STORE_FAILURES, operation);
        }
    }
}
