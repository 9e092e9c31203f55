package io.github.mem0j.cache;

import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.Degradation;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.Operation;
import io.github.mem0j.store.ReadOptions;
import io.github.mem0j.store.ReadOptions.Freshness;
import io.github.mem0j.store.ReadRequest;
import io.github.mem0j.store.StoreResult;
import io.github.mem0j.store.StoreUnavailableException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

/** The layer that {@link RedisCache} describes. */
final class RedisCacheStore extends CachingStore {
    private static final byte[] NO_TOKEN = {};

    private final RedisCache settings;
    private final Counters counters;
    private final RedisEntries entries;
    private final RedisLink link;
    private final RedisFeed feed;
    private final Invalidations invalidations;
    private final Keeper keeper;
    private final Stamps stamps;
    private final SingleFlight<StoreResult> flights;
    private final ExecutorService background = Background.threads("mem0-redis-refresh");
    private final RefreshAhead refreshAhead;

    /** What must be equal for a load to be shared; the stamp keeps this JVM's readers apart also while Redis is down. */
    private record FlightKey(ByteBuffer digest, ByteBuffer token, long stamp) {}

    RedisCacheStore(MemoryStore below, RedisCache settings) {
        super(below);
        this.settings = settings;
        counters = new Counters("redis", settings.listener);
        RequestDigest digests = new RequestDigest(settings.namespace, settings.secret);
        RedisKeys keys = new RedisKeys(settings.namespace);
        Tokens names = new Tokens();
        link = new RedisLink(settings.redis, settings.scripts, settings.guard, counters);
        stamps = new Stamps(settings.nanoTime);
        feed = new RedisFeed(
                scope -> new Owner(digests.owner(scope)), names.instance(), settings.nanoTime, counters, stamps);
        invalidations = new Invalidations(link, keys, feed, counters, settings);
        byte[] heartbeat = keys.heartbeat(Long.toHexString(names.instance()));
        Subscription subscription =
                new Subscription(settings.redis, feed, keys.endsChannel(), heartbeat, settings.probe);
        keeper = new Keeper(link, invalidations, feed, subscription, heartbeat, settings);
        entries = new RedisEntries(link, keys, digests, invalidations, keeper, counters, settings);
        flights = new SingleFlight<>(() -> settings.probe.at(Probe.Point.FOLLOWER_JOINED));
        refreshAhead = new RefreshAhead(background, settings.random);
        keeper.start();
    }

    /** One read on its way. */
    private final class Read {
        final ReadRequest request;
        final Reading<?, ?> below;
        final Operation operation;
        final Owner owner;
        final byte[] digest;
        final long stamp;

        Read(ReadRequest request, Reading<?, ?> below) {
            this.request = request;
            this.below = below;
            operation = request.operation();
            owner = entries.owner(request.scope());
            digest = entries.digest(request);
            Generation guard = Generation.guardOf(request);
            stamp = stamps.get(stamps.slot(owner.bits()), guard);
        }

        boolean isPending() {
            return invalidations.isPending(owner, Generation.guardOf(request));
        }

        FlightKey flightKey(byte[] token) {
            return new FlightKey(ByteBuffer.wrap(digest), ByteBuffer.wrap(token), stamp);
        }
    }

    @Override
    protected <Q extends ReadRequest, R extends StoreResult> R read(Q request, Reading<Q, R> below) {
        boolean stored = settings.operations.contains(request.operation());
        // What is not stored in Redis still asks it for writers under way, where a local cache may keep the answer.
        if (request.options().freshness() == Freshness.BYPASS || !(stored || feed.hasListeners())) {
            counters.count(CacheMetric.BYPASSES, request.operation());
            return below.of(request);
        }
        return below.cast(answer(new Read(request, below)));
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
        return aged(flown, read.request, settings.nanoTime.getAsLong())
                .orElseGet(() -> load.get().answer());
    }

    private SingleFlight.Flown<StoreResult> load(Read read, RedisEntries.View view) {
        SingleFlight.Flown<StoreResult> loaded = load(read);
        StoreResult result = loaded.answer();
        Generation generation = Generation.of(read.request, result);
        if (generation.in(view.fenced()) || !result.provenance().storable()) {
            counters.count(CacheMetric.REFUSED, read.operation);
            return flown(notStorable(result), loaded);
        }
        if (!settings.operations.contains(read.operation)) {
            return loaded;
        }
        settings.probe.at(Probe.Point.REDIS_BEFORE_FILL);
        StoreResult filled = entries.fill(read.owner, read.digest, read.request, view, result, loaded.startedAt());
        settings.probe.at(Probe.Point.REDIS_FILLED);
        return flown(filled, loaded);
    }

    private static SingleFlight.Flown<StoreResult> flown(StoreResult result, SingleFlight.Flown<StoreResult> loaded) {
        return new SingleFlight.Flown<>(result, loaded.startedAt(), false);
    }

    private SingleFlight.Flown<StoreResult> load(Read read) {
        counters.count(CacheMetric.LOADS, read.operation);
        long start = settings.nanoTime.getAsLong();
        try {
            StoreResult result = read.below.of(read.request);
            settings.probe.at(Probe.Point.REDIS_LOADED);
            return new SingleFlight.Flown<>(result, start, false);
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
            return flown(result.withProvenance(result.provenance().degraded(Degradation.CACHE_UNAVAILABLE)), loaded);
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

    @Override
    protected <R> R write(Set<MemoryScope> owners, int generations, Supplier<R> below) {
        settings.probe.at(Probe.Point.REDIS_BEFORE_BEGIN);
        List<Invalidations.Write> writes = owners.stream()
                .map(owner -> invalidations.begin(entries.owner(owner), generations))
                .toList();
        settings.probe.at(Probe.Point.REDIS_BEGUN);
        R result;
        try {
            result = below.get();
        } catch (RuntimeException | Error e) {
            end(writes, isCertain(e));
            throw e;
        }
        settings.probe.at(Probe.Point.REDIS_COMMITTED);
        boolean told = end(writes, true);
        settings.probe.at(Probe.Point.REDIS_ENDED);
        return told ? result : degraded(result);
    }

    private boolean end(List<Invalidations.Write> writes, boolean certain) {
        boolean told = true;
        for (Invalidations.Write write : writes) {
            told &= invalidations.end(write, certain);
        }
        return told;
    }

    @SuppressWarnings("unchecked") // the same type of result
    private static <R> R degraded(R result) {
        return result instanceof StoreResult answer
                ? (R) answer.withProvenance(answer.provenance().degraded(Degradation.CACHE_UNAVAILABLE))
                : result;
    }

    @Override
    protected void forget(MemoryScope owner) {
        invalidations.erase(entries.owner(owner));
    }

    @Override
    protected void forgetAll() {
        feed.missed();
        entries.removeAll(feed);
    }

    @Override
    protected CacheStatistics statistics() {
        return counters.statistics(Map.of(
                CacheMetric.PENDING, invalidations.pendingCount(),
                CacheMetric.OLDEST_PENDING_MILLIS, invalidations.oldestPendingMillis(),
                CacheMetric.REDIS_UP, link.isUp() ? 1L : 0L,
                CacheMetric.LEASE_LIVE, feed.isLive() ? 1L : 0L,
                CacheMetric.LEASE_AGE_MILLIS, feed.leaseAgeMillis()));
    }

    /** For tests that take the keeper's steps themselves. */
    Keeper keeper() {
        return keeper;
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return type == InvalidationFeed.class ? Optional.of(type.cast(feed)) : super.unwrap(type);
    }

    /** The client stays open: it is the host's. */
    @Override
    public void close() {
        background.shutdownNow();
        keeper.close();
        super.close();
    }

    @Override
    public String toString() {
        return "RedisCache(" + delegate() + ")";
    }
}
