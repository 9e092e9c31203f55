package io.github.mem0j.cache;

import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.ReadRequest;
import io.github.mem0j.store.StoreResult;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

/** The layer that {@link LocalCache} describes. */
final class LocalCacheStore extends CachingStore {
    private final LocalCache settings;
    private final InvalidationFeed feed;
    private final Stamps stamps;
    private final Counters counters;
    private final LocalEntries entries;
    private final ExecutorService background = Background.threads("mem0-local-refresh");
    private final LocalReads reads;

    LocalCacheStore(MemoryStore below, LocalCache settings, InvalidationFeed feed) {
        super(below);
        this.settings = settings;
        this.feed = feed;
        stamps = settings.stamps.apply(settings.nanoTime);
        counters = new Counters("local", settings.listener);
        entries = new LocalEntries(settings.maxBytes, () -> counters.count(CacheMetric.EVICTIONS));
        reads = new LocalReads(settings, feed, stamps, entries, counters, background);
        feed.listen(new Ends());
    }

    @Override
    protected <Q extends ReadRequest, R extends StoreResult> R read(Q request, Reading<Q, R> below) {
        return below.cast(reads.answer(request, below));
    }

    @Override
    protected <R> R write(Set<MemoryScope> owners, int generations, Supplier<R> below) {
        int[] slots = owners.stream()
                .mapToInt(owner -> stamps.slot(feed.owner(owner)))
                .toArray();
        return endingAround(stamps, slots, generations, settings.unknownFor, () -> {
            settings.probe.at(Probe.Point.LOCAL_WRITE_STAMPED);
            try {
                return below.get();
            } finally {
                settings.probe.at(Probe.Point.LOCAL_WRITE_DONE);
            }
        });
    }

    @Override
    protected void forget(MemoryScope owner) {
        entries.forget(feed.owner(owner));
    }

    @Override
    protected void forgetAll() {
        stamps.endAll();
        entries.clear();
        counters.count(CacheMetric.FLUSHES);
    }

    @Override
    protected CacheStatistics statistics() {
        return counters.statistics(Map.of(
                CacheMetric.BYTES, entries.bytes(),
                CacheMetric.ENTRIES, entries.count(),
                CacheMetric.LEASE_LIVE, feed.isLive() ? 1L : 0L));
    }

    @Override
    public void close() {
        background.shutdownNow();
        entries.clear();
        super.close();
    }

    @Override
    public String toString() {
        return "LocalCache(" + delegate() + ")";
    }

    /** What the feed tells. */
    private final class Ends implements InvalidationFeed.Listener {
        @Override
        public void ended(long owner, int generations) {
            stamps.end(stamps.slot(owner), generations);
        }

        @Override
        public void erased(long owner) {
            ended(owner, Generation.ALL);
            entries.forget(owner);
        }

        @Override
        public void lost() {
            forgetAll();
        }
    }
}
