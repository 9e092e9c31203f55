package io.github.mem0j.cache;

import io.github.mem0j.store.Degradation;
import io.github.mem0j.store.Operation;
import io.github.mem0j.store.ReadOptions;
import io.github.mem0j.store.ReadOptions.Freshness;
import io.github.mem0j.store.ReadRequest;
import io.github.mem0j.store.StoreResult;
import io.github.mem0j.store.StoreUnavailableException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** How a {@link RedisCacheStore} answers reads: from Redis, from another's load under way, or by loading. */
final class RedisReads {
    private static final byte[] NO_TOKEN = {};

    private final RedisCache settings;
    private final RedisEntries entries;
    private final RedisFills fills;
    private final Invalidations invalidations;
    private final RedisFeed feed;
    private final Stamps stamps;
    private final Counters counters;
    private final Executor filling;
    private final SingleFlight<StoreResult> flights;
    private final RefreshAhead refreshAhead;

    /** What must be equal for a load to be shared; the stamp keeps this JVM's readers apart also while Redis is down. */
    private record FlightKey(ByteBuffer digest, ByteBuffer token, long stamp) {}

    RedisReads(
            RedisCache settings,
            RedisEntries entries,
            RedisFills fills,
            Invalidations invalidations,
            RedisFeed feed,
            Stamps stamps,
            Counters counters,
            Executor refreshing,
            Executor filling) {
        this.settings = settings;
        this.entries = entries;
        this.fills = fills;
        this.invalidations = invalidations;
        this.feed = feed;
        this.stamps = stamps;
        this.counters = counters;
        this.filling = filling;
        flights = new SingleFlight<>(() -> settings.probe.at(Probe.Point.FOLLOWER_JOINED));
        refreshAhead = new RefreshAhead(refreshing, settings.random);
    }

    /** One read on its way. */
    private final class Read {
        final ReadRequest request;
        final CachingStore.Reading<?, ?> below;
        final Operation operation;
        final Owner owner;
        final byte[] digest;
        final long stamp;

        Read(ReadRequest request, CachingStore.Reading<?, ?> below) {
            this.request = request;
            this.below = below;
            operation = request.operation();
            owner = entries.owner(request.scope());
            digest = entries.digest(request);
            Generation guard = Generation.guardOf(request);
            stamp = stamps.get(stamps.slot(owner.bits()), guard);
        }

        /** Whether Redis was not told of a write of this JVM that has returned. */
        boolean isPending() {
            return !invalidations.settle(owner) || invalidations.pending().contains(owner, Generation.guardOf(request));
        }

        FlightKey flightKey(byte[] token) {
            return new FlightKey(ByteBuffer.wrap(digest), ByteBuffer.wrap(token), stamp);
        }
    }

    StoreResult answer(ReadRequest request, CachingStore.Reading<?, ?> below) {
        boolean stored = settings.operations.contains(request.operation());
        // What is not stored in Redis still asks it for writers under way, where a local cache may keep the answer.
        if (request.options().freshness() == Freshness.BYPASS || !(stored || feed.isRelied())) {
            counters.count(CacheMetric.BYPASSES, request.operation());
            return below.of(request);
        }
        return answer(new Read(request, below));
    }

    private StoreResult answer(Read read) {
        if (read.isPending()) {
            counters.count(CacheMetric.BYPASSES, read.operation);
            return withoutRedis(read);
        }
        RedisEntries.View view;
        try {
            view = entries.look(read.owner, read.digest);
        } catch (RedisDownException e) {
            return withoutRedis(read);
        }
        settings.probe.at(Probe.Point.REDIS_READ);
        if (read.request.options().freshness() == Freshness.ANY) {
            Optional<RedisEntries.Found> found = entries.fresh(view, read.request, read.digest);
            if (found.isPresent()) {
                return hit(read, view, found.get());
            }
        }
        boolean fenced = Generation.guardOf(read.request).in(view.fenced());
        counters.count(fenced ? CacheMetric.FENCED : CacheMetric.MISSES, read.operation);
        try {
            // A load during a write is shared with nobody: the write may be over before the next comes.
            return fenced
                    ? load(read, view).answer()
                    : joined(read, view.token(Generation.guardOf(read.request)), () -> load(read, view));
        } catch (StoreUnavailableException e) {
            return standIn(read).orElseThrow(() -> e);
        }
    }

    private StoreResult hit(Read read, RedisEntries.View view, RedisEntries.Found found) {
        boolean negative = Answers.isNegative(read.request, found.result());
        counters.count(negative ? CacheMetric.NEGATIVE_HITS : CacheMetric.HITS, read.operation);
        if (refreshAhead.isDue(found.loadNanos(), found.freshNanos())) {
            byte[] token = view.token(Generation.guardOf(read.request));
            refreshAhead.start(ByteBuffer.wrap(read.digest), () -> {
                counters.count(CacheMetric.REFRESHES, read.operation);
                ReadRequest anew = read.request.withOptions(ReadOptions.DEFAULT.withFreshness(Freshness.REFRESH));
                Read refresh = new Read(anew, read.below);
                SingleFlight.Flown<StoreResult> unused =
                        flights.load(refresh.flightKey(token), null, read.operation, () -> load(refresh, view));
            });
        }
        return found.result();
    }

    private StoreResult joined(Read read, byte[] token, Supplier<SingleFlight.Flown<StoreResult>> load) {
        if (read.request.options().freshness() == Freshness.REFRESH) {
            return load.get().answer();
        }
        SingleFlight.Flown<StoreResult> flown =
                flights.load(read.flightKey(token), read.request.deadline(), read.operation, load);
        if (!flown.joined()) {
            return flown.answer();
        }
        counters.count(CacheMetric.JOINED, read.operation);
        return CachingStore.aged(flown, read.request, settings.nanoTime.getAsLong(), settings.clock)
                .orElseGet(() -> load.get().answer());
    }

    private SingleFlight.Flown<StoreResult> load(Read read, RedisEntries.View view) {
        SingleFlight.Flown<StoreResult> loaded = load(read);
        StoreResult result = loaded.answer();
        Generation generation = Generation.of(read.request, result);
        if (generation.in(view.fenced()) || !result.provenance().storable()) {
            counters.count(CacheMetric.REFUSED, read.operation);
            return new SingleFlight.Flown<>(notStorable(result), loaded.startedAt());
        }
        if (!settings.operations.contains(read.operation)) {
            return loaded;
        }
        RedisFills.Fill fill = fills.of(read.owner, read.digest, read.request, view, result, loaded.startedAt());
        Runnable storing = fill.storing();
        return storing == null
                ? new SingleFlight.Flown<>(fill.answer(), loaded.startedAt())
                : new SingleFlight.Flown<>(
                        fill.answer(),
                        loaded.startedAt(),
                        Answers.validUntil(result, settings.clock),
                        false,
                        store(view, storing));
    }

    /**
     * Nobody waits until an answer is stored, except where Redis still shows an older one: who asks again would get it
     * after the newer.
     */
    private CompletionStage<?> store(RedisEntries.View view, Runnable storing) {
        return CompletableFuture.runAsync(
                () -> {
                    settings.probe.at(Probe.Point.REDIS_BEFORE_FILL);
                    storing.run();
                    settings.probe.at(Probe.Point.REDIS_FILLED);
                },
                view.entry() == null ? filling : Runnable::run);
    }

    private SingleFlight.Flown<StoreResult> load(Read read) {
        counters.count(CacheMetric.LOADS, read.operation);
        long start = settings.nanoTime.getAsLong();
        try {
            StoreResult result = read.below.of(read.request);
            settings.probe.at(Probe.Point.REDIS_LOADED);
            return new SingleFlight.Flown<>(result, start);
        } catch (RuntimeException e) {
            counters.count(CacheMetric.LOAD_FAILURES, read.operation);
            throw e;
        } finally {
            counters.count(CacheMetric.LOAD_NANOS, read.operation, settings.nanoTime.getAsLong() - start);
        }
    }

    /** Redis cannot say whether this is still true in a moment, so nobody above may keep it. */
    private StoreResult withoutRedis(Read read) {
        return joined(read, NO_TOKEN, () -> {
            SingleFlight.Flown<StoreResult> loaded = load(read);
            StoreResult result = notStorable(loaded.answer());
            return new SingleFlight.Flown<>(
                    result.withProvenance(result.provenance().degraded(Degradation.CACHE_UNAVAILABLE)),
                    loaded.startedAt());
        });
    }

    private static StoreResult notStorable(StoreResult result) {
        return result.withProvenance(result.provenance().notStorable());
    }

    /** What Redis still holds, if it confirms now that no write has come since. */
    private Optional<StoreResult> standIn(Read read) {
        if (read.request.options().freshness() != Freshness.ANY || read.isPending()) {
            return Optional.empty();
        }
        try {
            RedisEntries.View view = entries.look(read.owner, read.digest);
            Optional<StoreResult> found = entries.stale(view, read.request, read.digest);
            found.ifPresent(stale -> counters.count(CacheMetric.STALE_HITS, read.operation));
            return found;
        } catch (RedisDownException e) {
            return Optional.empty();
        }
    }
}
