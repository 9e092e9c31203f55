package io.github.mem0j.cache;

import io.github.mem0j.feed.ChangeFeed;
import io.github.mem0j.feed.FeedConsumer;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.Degradation;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.ReadRequest;
import io.github.mem0j.store.StoreResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The layer that {@link RedisCache} describes. */
final class RedisCacheStore extends CachingStore {
    private final RedisCache settings;
    private final Counters counters;
    private final RedisEntries entries;
    private final RedisKeys keys;
    private final RedisLink link;
    private final RedisFeed feed;
    private final Invalidations invalidations;
    private final Keeper keeper;
    private final ExecutorService refreshing = Background.threads("mem0-redis-refresh");
    private final ExecutorService filling = Background.threadsOrCaller("mem0-redis-fill");
    private final RedisReads reads;

    private final @Nullable FeedConsumer changes;

    RedisCacheStore(MemoryStore below, RedisCache settings) {
        super(below);
        this.settings = settings;
        counters = new Counters("redis", settings.listener);
        RequestDigest digests = new RequestDigest(settings.namespace, settings.secret);
        keys = new RedisKeys(settings.namespace);
        Tokens tokens = new Tokens();
        link = new RedisLink(settings.redis, settings.scripts, settings.guard, counters);
        Stamps stamps = new Stamps(settings.nanoTime);
        feed = new RedisFeed(
                scope -> new Owner(digests.owner(scope)), tokens.instance(), settings.nanoTime, counters, stamps);
        OwnerScripts scripts = new OwnerScripts(link, keys, feed, tokens, settings.policy);
        invalidations = new Invalidations(scripts, feed, tokens, counters, link::isUp, settings);
        byte[] heartbeat = keys.heartbeat(Long.toHexString(tokens.instance()));
        Subscription subscription =
                new Subscription(settings.redis, feed, keys.endsChannel(), heartbeat, settings.probe);
        keeper = new Keeper(link, invalidations, feed, subscription, heartbeat, settings);
        entries = new RedisEntries(link, keys, digests, scripts, keeper, counters, settings);
        RedisFills fills = new RedisFills(link, keys, counters, settings);
        Executor filler = settings.fillsInBackground ? filling : Runnable::run;
        reads = new RedisReads(settings, entries, fills, invalidations, feed, stamps, counters, refreshing, filler);
        feed.onAsked(this::isQuiet);
        keeper.start();
        changes = settings.consumer == null ? null : following(settings.consumer);
    }

    private FeedConsumer following(String consumer) {
        return FeedConsumer.builder(ChangeFeed.of(delegate()), consumer)
                .build(changes -> changes.forEach(each -> invalidations.changed(entries.owner(each.owner()))));
    }

    private boolean isQuiet(MemoryScope scope) {
        Owner owner = entries.owner(scope);
        if (!invalidations.settle(owner)
                || invalidations.pending().contains(owner, Generation.SETS)
                || invalidations.pending().contains(owner, Generation.RELATIONS)) {
            return false;
        }
        try {
            return entries.fenced(owner) == 0;
        } catch (RedisDownException e) {
            return false;
        }
    }

    @Override
    protected <Q extends ReadRequest, R extends StoreResult> R read(Q request, Reading<Q, R> below) {
        return below.cast(reads.answer(request, below));
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
        RedisSweep.everything(link, keys, feed);
    }

    @Override
    protected CacheStatistics statistics() {
        return counters.statistics(Map.of(
                CacheMetric.PENDING, invalidations.pending().count(),
                CacheMetric.OLDEST_PENDING_MILLIS, invalidations.pending().oldestMillis(),
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
        refreshing.shutdownNow();
        filling.shutdownNow();
        if (changes != null) {
            changes.close();
        }
        invalidations.close();
        keeper.close();
        super.close();
    }

    @Override
    public String toString() {
        return "RedisCache(" + delegate() + ")";
    }
}
