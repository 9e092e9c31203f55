package io.github.mem0j.cache;

import io.github.mem0j.embedded.MemoryTable;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.Degradation;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.ReadOptions.Freshness;
import io.github.mem0j.store.ReadRequest;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.StoreResult;
import io.github.mem0j.store.StoreUnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a {@link WorkingSetStore} answers reads: from what it holds of the owner, or by the store below. */
final class HeldReads {
    /** The part of freshness after which a read has what is held compared, so that the next need not wait. */
    private static final int AHEAD = 5;

    private final WorkingSet settings;
    private final InvalidationFeed feed;
    private final Stamps stamps;
    private final HeldOwners owners;
    private final HeldLoads loads;
    private final Counters counters;

    HeldReads(
            WorkingSet settings,
            InvalidationFeed feed,
            Stamps stamps,
            HeldOwners owners,
            HeldLoads loads,
            Counters counters) {
        this.settings = settings;
        this.feed = feed;
        this.stamps = stamps;
        this.owners = owners;
        this.loads = loads;
        this.counters = counters;
    }

    HeldOwner owner(MemoryScope scope) {
        return owners.get(scope, owner -> {
            long bits = feed.owner(owner);
            return new HeldOwner(owner, bits, stamps.slot(bits), settings.nanoTime.getAsLong());
        });
    }

    StoreResult answer(ReadRequest request, CachingStore.Reading<?, ?> below) {
        if (request.options().freshness() != Freshness.ANY) {
            counters.count(CacheMetric.BYPASSES, request.operation());
            return below.of(request);
        }
        HeldOwner owner = owner(request.scope());
        Optional<StoreResult> answer = feed.isLive() ? fresh(owner, request) : Optional.empty();
        if (answer.isPresent()) {
            counters.count(CacheMetric.HITS, request.operation());
            return answer.get();
        }
        counters.count(CacheMetric.MISSES, request.operation());
        try {
            return below.of(request);
        } catch (StoreUnavailableException e) {
            return stale(owner, request).orElseThrow(() -> e);
        }
    }

    /** Live memories in scope, if that can be told from what is held. */
    OptionalLong count(MemoryScope scope) {
        HeldOwner owner = owners.peek(scope);
        HeldOwner.Contents held = owner == null || !feed.isLive() ? null : current(owner);
        return held == null
                ? OptionalLong.empty()
                : OptionalLong.of(held.table().count(scope));
    }

    private long now() {
        return settings.nanoTime.getAsLong();
    }

    private Optional<StoreResult> fresh(HeldOwner owner, ReadRequest request) {
        if (request instanceof RelatedRequest) {
            owner.wantRelations();
        }
        HeldOwner.Contents held = current(owner, request);
        if (held == null) {
            if (owner.isHot(now(), settings)) {
                loads.start(owner);
                held = current(owner, request);
            }
            if (held == null) {
                return Optional.empty();
            }
        }
        long now = now();
        if (!isYoungEnough(request, now - held.comparedAt())) {
            return Optional.empty();
        }
        if (held.freshUntil() - now < settings.policy.freshFor().toNanos() / AHEAD && owner.isDue(now)) {
            loads.start(owner);
        }
        Provenance provenance = new Provenance(
                Provenance.LOCAL,
                Duration.ofNanos(now - held.comparedAt()),
                Set.of(),
                true,
                Duration.ofNanos(held.freshUntil() - now));
        return answer(held, request, provenance);
    }

    /** What is held of the owner, if it may be shown as the store's answer. */
    private HeldOwner.@Nullable Contents current(HeldOwner owner, ReadRequest request) {
        HeldOwner.Contents held = current(owner);
        return held == null || (request instanceof RelatedRequest && !hasRelations(owner, held)) ? null : held;
    }

    private HeldOwner.@Nullable Contents current(HeldOwner owner) {
        HeldOwner.Contents held = owner.contents();
        return held != null
                        && stamps.get(owner.slot, Generation.SETS)
                                == held.seen().sets()
                        && stamps.epoch() == held.seen().epoch()
                        && now() - held.freshUntil() < 0
                ? held
                : null;
    }

    private boolean hasRelations(HeldOwner owner, HeldOwner.Contents held) {
        HeldOwner.Seen seen = held.relationsSeen();
        return seen != null && stamps.get(owner.slot, Generation.RELATIONS) == seen.relations();
    }

    private static boolean isYoungEnough(ReadRequest request, long age) {
        Duration maxAge = request.options().maxAge();
        return maxAge == null || Duration.ofNanos(age).compareTo(maxAge) <= 0;
    }

    /**
     * What is held, while the store is down: as long as no write changed or removed any of it. What was only added since,
     * by another JVM, may be missing: that is what STALE says.
     */
    private Optional<StoreResult> stale(HeldOwner owner, ReadRequest request) {
        HeldOwner.Contents held = owner.contents();
        if (held == null
                || stamps.get(owner.slot, Generation.ITEMS) != held.seen().items()) {
            return Optional.empty();
        }
        if (request instanceof RelatedRequest && !hasRelations(owner, held)) {
            return Optional.empty();
        }
        boolean told = feed.isLive() && stamps.epoch() == held.seen().epoch();
        Duration most = told ? settings.policy.keptFor() : settings.unverifiedFor;
        long age = now() - held.comparedAt();
        if (age > most.toNanos() || !isYoungEnough(request, age)) {
            return Optional.empty();
        }
        Provenance provenance = new Provenance(
                Provenance.LOCAL, Duration.ofNanos(age), Set.of(Degradation.STALE), false, Duration.ZERO);
        Optional<StoreResult> answer = answer(held, request, provenance);
        answer.ifPresent(found -> counters.count(CacheMetric.STALE_HITS, request.operation()));
        return answer;
    }

    private static Optional<StoreResult> answer(HeldOwner.Contents held, ReadRequest request, Provenance provenance) {
        MemoryTable table = held.table();
        if (request instanceof SearchRequest search) {
            // Another space is for the store to refuse.
            return search.space().equals(held.space())
                    ? Optional.of(table.search(search, provenance))
                    : Optional.empty();
        }
        if (request instanceof GetRequest get) {
            return Optional.of(table.get(get, provenance));
        }
        if (request instanceof ListRequest list) {
            return Optional.of(table.list(list, provenance));
        }
        // A start that is not there is for the store to refuse, too.
        return table.related((RelatedRequest) request, provenance).map(StoreResult.class::cast);
    }
}
