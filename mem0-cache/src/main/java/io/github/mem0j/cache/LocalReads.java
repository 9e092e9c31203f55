package io.github.mem0j.cache;

import io.github.mem0j.store.Operation;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.ReadOptions;
import io.github.mem0j.store.ReadOptions.Freshness;
import io.github.mem0j.store.ReadRequest;
import io.github.mem0j.store.StoreResult;
import io.github.mem0j.store.StoreUnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/** How a {@link LocalCacheStore} answers reads: from its entries, from another's load under way, or by loading. */
final class LocalReads {
    private final LocalCache settings;
    private final InvalidationFeed feed;
    private final Stamps stamps;
    private final LocalEntries entries;
    private final Counters counters;
    private final SingleFlight<StoreResult> flights;
    private final RefreshAhead refreshAhead;
    /** How much longer an entry may stand in; with a feed that is for the Redis cache to do, which can ask. */
    private final long standInNanos;

    /** What must be equal for a load to be shared: a reader after a write must not join a load from before it. */
    private record FlightKey(LocalKey key, LocalEntry.Seen seen) {}

    LocalReads(
            LocalCache settings,
            InvalidationFeed feed,
            Stamps stamps,
            LocalEntries entries,
            Counters counters,
            Executor background) {
        this.settings = settings;
        this.feed = feed;
        this.stamps = stamps;
        this.entries = entries;
        this.counters = counters;
        standInNanos =
                feed == InvalidationFeed.NONE ? settings.policy.staleIfError().toNanos() : 0;
        flights = new SingleFlight<>(() -> settings.probe.at(Probe.Point.FOLLOWER_JOINED));
        refreshAhead = new RefreshAhead(background, settings.random);
    }

    StoreResult answer(ReadRequest request, CachingStore.Reading<?, ?> below) {
        Operation operation = request.operation();
        ReadOptions options = request.options();
        if (options.freshness() == Freshness.BYPASS || !feed.isLive()) {
            counters.count(CacheMetric.BYPASSES, operation);
            return below.of(request);
        }
        LocalKey key = LocalKey.of(request);
        if (options.freshness() == Freshness.ANY) {
            LocalEntry entry = entries.get(key);
            if (entry != null && entry.isCurrent(stamps)) {
                long now = settings.nanoTime.getAsLong();
                if (entry.isFresh(now, options, settings.clock)) {
                    return hit(key, request, entry, now, below);
                }
            }
        }
        counters.count(CacheMetric.MISSES, operation);
        int slot = stamps.slot(feed.owner(request.scope()));
        LocalEntry.Seen seen = LocalEntry.Seen.of(stamps, slot, Generation.guardOf(request));
        settings.probe.at(Probe.Point.LOCAL_STAMP_READ);
        try {
            return options.freshness() == Freshness.REFRESH
                    ? load(key, seen, request, below).answer()
                    : joined(key, seen, request, below);
        } catch (StoreUnavailableException e) {
            return standIn(key, request).orElseThrow(() -> e);
        }
    }

    private StoreResult hit(
            LocalKey key, ReadRequest request, LocalEntry entry, long now, CachingStore.Reading<?, ?> below) {
        boolean negative = Answers.isNegative(request, entry.result());
        counters.count(negative ? CacheMetric.NEGATIVE_HITS : CacheMetric.HITS, request.operation());
        if (refreshAhead.isDue(entry.loadNanos(), entry.freshUntil() - now)) {
            refreshAhead.start(key, () -> {
                counters.count(CacheMetric.REFRESHES, request.operation());
                ReadRequest anew = request.withOptions(ReadOptions.DEFAULT.withFreshness(Freshness.REFRESH));
                LocalEntry.Seen seen = LocalEntry.Seen.of(stamps, entry.seen().slot(), Generation.guardOf(request));
                flights.load(new FlightKey(key, seen), null, request.operation(), () -> load(key, seen, anew, below));
            });
        }
        return entry.fresh(now);
    }

    /** Loads, or waits for one who does. */
    private StoreResult joined(
            LocalKey key, LocalEntry.Seen seen, ReadRequest request, CachingStore.Reading<?, ?> below) {
        SingleFlight.Flown<StoreResult> flown =
                flights.load(new FlightKey(key, seen), request.deadline(), request.operation(), () -> {
                    // The leader before may have landed between our look and now.
                    LocalEntry entry = entries.get(key);
                    long now = settings.nanoTime.getAsLong();
                    return entry != null
                                    && entry.isCurrent(stamps)
                                    && entry.isFresh(now, request.options(), settings.clock)
                            ? new SingleFlight.Flown<>(entry.fresh(now), entry.loadedAt())
                            : load(key, seen, request, below);
                });
        if (!flown.joined()) {
            return flown.answer();
        }
        counters.count(CacheMetric.JOINED, request.operation());
        if (!flown.answer().provenance().storable()) {
            // Loaded while a write elsewhere was under way, which may have been answered since: see for ourselves.
            return load(key, seen, request, below).answer();
        }
        return CachingStore.aged(flown, request, settings.nanoTime.getAsLong(), settings.clock)
                .orElseGet(() -> load(key, seen, request, below).answer());
    }

    private SingleFlight.Flown<StoreResult> load(
            LocalKey key, LocalEntry.Seen seen, ReadRequest request, CachingStore.Reading<?, ?> below) {
        Operation operation = request.operation();
        counters.count(CacheMetric.LOADS, operation);
        long start = settings.nanoTime.getAsLong();
        StoreResult result;
        try {
            result = below.of(request);
        } catch (RuntimeException e) {
            counters.count(CacheMetric.LOAD_FAILURES, operation);
            throw e;
        } finally {
            counters.count(CacheMetric.LOAD_NANOS, operation, settings.nanoTime.getAsLong() - start);
        }
        settings.probe.at(Probe.Point.LOCAL_LOADED);
        return new SingleFlight.Flown<>(keep(key, seen, request, result, start), start);
    }

    /** Keeps the answer if it may be kept, and says for how long it is fresh. */
    private StoreResult keep(LocalKey key, LocalEntry.Seen seen, ReadRequest request, StoreResult result, long start) {
        Operation operation = request.operation();
        Provenance provenance = result.provenance();
        if (!provenance.storable() || stamps.isSuspended(seen.slot())) {
            counters.count(CacheMetric.REFUSED, operation);
            return result.withProvenance(provenance.notStorable());
        }
        long now = settings.nanoTime.getAsLong();
        long age = Math.max(Answers.nanos(provenance.age()), now - start);
        long fresh = settings.policy.freshNanos(Answers.isNegative(request, result)) - age;
        Duration bound = provenance.freshFor();
        fresh = Math.max(0, bound == null ? fresh : Math.min(fresh, Answers.nanos(bound)));
        long weight = Weights.of(key, result);
        if (weight > settings.maxEntryBytes) {
            counters.count(CacheMetric.OVERSIZE, operation);
        } else if (fresh > 0) {
            LocalEntry entry = new LocalEntry(
                    result,
                    feed.owner(request.scope()),
                    seen,
                    Generation.of(request, result),
                    now - age,
                    now + fresh,
                    now + fresh + standInNanos,
                    Answers.validUntil(result, settings.clock),
                    now - start,
                    (int) weight);
            settings.probe.at(Probe.Point.LOCAL_BEFORE_PUT);
            entries.put(key, entry);
            if (entry.isCurrent(stamps)) {
                counters.count(CacheMetric.STORED, operation);
            } else {
                // It would never show, but its owner may have been erased meanwhile: nothing of it may stay.
                entries.remove(key, entry);
                counters.count(CacheMetric.REFUSED, operation);
            }
        }
        return result.withProvenance(provenance.freshForAtMost(Duration.ofNanos(fresh)));
    }

    /** What is still there, if the store below is down and this is the cache to answer for it. */
    private Optional<StoreResult> standIn(LocalKey key, ReadRequest request) {
        LocalEntry entry = entries.get(key);
        long now = settings.nanoTime.getAsLong();
        if (standInNanos == 0
                || request.options().freshness() != Freshness.ANY
                || entry == null
                || !entry.isCurrent(stamps)
                || !entry.mayStandIn(now, request.options(), settings.clock)) {
            return Optional.empty();
        }
        counters.count(CacheMetric.STALE_HITS, request.operation());
        return Optional.of(entry.stale(now));
    }
}
