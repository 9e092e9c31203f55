package io.github.mem0j.cache;

import io.github.mem0j.layer.ForwardingStoreAdmin;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.ReadRequest;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoreResult;
import io.github.mem0j.store.WriteRequest;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The layer that {@link WorkingSet} describes. */
final class WorkingSetStore extends CachingStore {
    private final WorkingSet settings;
    private final InvalidationFeed feed;
    private final Stamps stamps;
    private final Counters counters;
    private final HeldOwners owners;
    private final HeldLoads loads;
    private final HeldReads reads;
    private final OwnWrites writes;

    /** Whose writes the threads of this JVM are at: what the feed says on these threads is no news. */
    private final ConcurrentMap<Thread, Long> writers = new ConcurrentHashMap<>();

    WorkingSetStore(MemoryStore below, WorkingSet settings, InvalidationFeed feed) {
        super(below);
        this.settings = settings;
        this.feed = feed;
        stamps = settings.stamps.apply(settings.nanoTime);
        counters = new Counters("working-set", settings.listener);
        owners = new HeldOwners(settings.maxBytes, () -> counters.count(CacheMetric.EVICTIONS));
        Comparisons comparisons = new Comparisons(below, settings, feed, stamps, owners, counters);
        loads = new HeldLoads(settings, comparisons, counters);
        reads = new HeldReads(settings, feed, stamps, owners, loads, counters);
        writes = new OwnWrites(StoreAdmin.of(below)::asStored);
        feed.listen(new Ends());
    }

    @Override
    protected <Q extends ReadRequest, R extends StoreResult> R read(Q request, Reading<Q, R> below) {
        return below.cast(reads.answer(request, below));
    }

    /** Followed in place where request and result say what was done; otherwise what is held is compared again. */
    @Override
    protected <R extends StoreResult> R write(WriteRequest request, Supplier<R> below) {
        HeldOwner owner = owners.peek(request.scope());
        long bits = feed.owner(request.scope().owner());
        int slot = stamps.slot(bits);
        int generations = Generation.endedBy(request);
        @Nullable OwnWrite own = owner == null ? null : owner.begin(request, stamps);
        writers.put(Thread.currentThread(), bits);
        R result;
        try {
            result = below.get();
        } catch (RuntimeException | Error e) {
            if (!isCertain(e)) {
                stamps.suspend(slot, settings.unknownFor.toNanos());
                stamps.end(slot, generations);
            }
            if (owner != null && own != null) {
                owner.end(own);
            }
            throw e;
        } finally {
            writers.remove(Thread.currentThread());
        }
        settings.probe.at(Probe.Point.SET_WRITE_DONE);
        if (owner == null || own == null || !follow(owner, own, request, result)) {
            stamps.end(slot, generations);
        }
        return result;
    }

    /** False if that cannot be, or if the owner had to go meanwhile: another load may be there from before the write. */
    private boolean follow(HeldOwner owner, OwnWrite own, WriteRequest request, StoreResult result) {
        if (!owner.end(own, stamps, held -> writes.apply(held, request, result))) {
            return false;
        }
        counters.count(CacheMetric.APPLIED, request.operation());
        if (owner.isTooMuch(settings)) {
            counters.count(CacheMetric.OVERSIZE);
            owner.refuse(settings.nanoTime.getAsLong() + settings.hotWithin.toNanos());
        }
        return owners.weigh(owner);
    }

    /** Of what changes much at once nothing is followed in place. */
    @Override
    protected <R> R write(Set<MemoryScope> written, int generations, Supplier<R> below) {
        int[] slots = written.stream()
                .mapToInt(owner -> stamps.slot(feed.owner(owner)))
                .toArray();
        return endingAround(stamps, slots, generations, settings.unknownFor, below);
    }

    /** Counts what is held. */
    @Override
    protected StoreAdmin decorated(StoreAdmin below) {
        return new ForwardingStoreAdmin(below) {
            @Override
            public long count(MemoryScope scope) {
                return reads.count(scope).orElseGet(() -> super.count(scope));
            }
        };
    }

    @Override
    protected void forget(MemoryScope owner) {
        owners.forget(feed.owner(owner));
    }

    @Override
    protected void forgetAll() {
        stamps.endAll();
        owners.clear();
        counters.count(CacheMetric.FLUSHES);
    }

    @Override
    protected CacheStatistics statistics() {
        return counters.statistics(Map.of(
                CacheMetric.BYTES, owners.bytes(),
                CacheMetric.ENTRIES, owners.count(),
                CacheMetric.LEASE_LIVE, feed.isLive() ? 1L : 0L));
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        WorkingSetAdmin admin = scope -> loads.warm(reads.owner(scope));
        return type == WorkingSetAdmin.class ? Optional.of(type.cast(admin)) : super.unwrap(type);
    }

    @Override
    public void close() {
        loads.close();
        owners.clear();
        super.close();
    }

    @Override
    public String toString() {
        return "WorkingSet(" + delegate() + ")";
    }

    /** What the feed tells. */
    private final class Ends implements InvalidationFeed.Listener {
        @Override
        public void ended(long owner, int generations) {
            Long mine = writers.get(Thread.currentThread());
            if (mine == null || mine != owner) {
                stamps.end(stamps.slot(owner), generations);
            }
        }

        @Override
        public void erased(long owner) {
            stamps.end(stamps.slot(owner), Generation.ALL);
            owners.forget(owner);
        }

        /** What is held stays: it is compared before it is shown again. */
        @Override
        public void lost() {
            stamps.endAll();
            counters.count(CacheMetric.FLUSHES);
        }

        @Override
        public boolean keepsAnswers() {
            return false;
        }
    }
}
