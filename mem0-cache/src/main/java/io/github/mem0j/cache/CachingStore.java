package io.github.mem0j.cache;

import io.github.mem0j.layer.ForwardingMemoryStore;
import io.github.mem0j.layer.ForwardingStoreAdmin;
import io.github.mem0j.layer.Refusing;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.DeleteResult;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.ListResult;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.MemoryStoreException;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.ReadRequest;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelateResult;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.RelatedResult;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.SearchResult;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoreResult;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.store.StoredMemory;
import io.github.mem0j.store.UpdateRequest;
import io.github.mem0j.store.UpdateResult;
import io.github.mem0j.store.WriteRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** A layer to which all reads are one thing and all writes another. */
abstract class CachingStore extends ForwardingMemoryStore {
    private final Refusing refusing;

    CachingStore(MemoryStore below) {
        super(below);
        refusing = below.unwrap(Refusing.class).orElse(operation -> {});
    }

    /** Answers a read, by {@code below} or without it. */
    protected abstract <Q extends ReadRequest, R extends StoreResult> R read(Q request, Reading<Q, R> below);

    /** Passes a write on to {@code below}, and ends these generations of its owners, whatever comes of it. */
    protected abstract <R> R write(Set<MemoryScope> owners, int generations, Supplier<R> below);

    /** Lets go of all that is cached of an owner, which was erased. */
    protected abstract void forget(MemoryScope owner);

    /** Lets go of everything. */
    protected abstract void forgetAll();

    protected abstract CacheStatistics statistics();

    /** The answer of another's load, if it is young enough for this request and has not ended since. */
    static Optional<StoreResult> aged(
            SingleFlight.Flown<StoreResult> flown, ReadRequest request, long now, Clock clock) {
        Duration age = Duration.ofNanos(Math.max(0, now - flown.startedAt()));
        Duration maxAge = request.options().maxAge();
        if (maxAge != null && age.compareTo(maxAge) > 0) {
            return Optional.empty();
        }
        StoreResult answer = flown.answer();
        Instant instant = clock.instant();
        // Readers still join after the load, until its answer is stored.
        if (Answers.isOver(flown.validUntil(), clock)
                || Answers.memories(answer).stream().anyMatch(memory -> memory.isExpired(instant))) {
            return Optional.empty();
        }
        Provenance provenance = answer.provenance().agedAtLeast(age);
        Duration freshFor = provenance.freshFor();
        if (freshFor != null) {
            // As it was when the load began, so a little too short: it was said when the load was over.
            Duration left = freshFor.minus(age);
            provenance = provenance.freshForAtMost(left.isNegative() ? Duration.ZERO : left);
        }
        return Optional.of(answer.withProvenance(provenance));
    }

    /** What became of a write is certain unless it says otherwise, or failed in a way that nobody foresaw. */
    static boolean isCertain(Throwable failure) {
        return failure instanceof StoreUnavailableException unavailable
                ? unavailable.outcome() == StoreUnavailableException.Outcome.NOT_APPLIED
                : failure instanceof MemoryStoreException;
    }

    /**
     * Ends generations of owners before a write, lest a load joins or takes in what is from before it, and after it, when
     * all see what it did; and keeps them from being stored for a while if nobody knows what came of it.
     */
    static <R> R endingAround(Stamps stamps, int[] slots, int generations, Duration unknownFor, Supplier<R> write) {
        stamps.end(slots, generations);
        try {
            return write.get();
        } catch (RuntimeException | Error e) {
            if (!isCertain(e)) {
                for (int slot : slots) {
                    stamps.suspend(slot, unknownFor.toNanos());
                }
            }
            throw e;
        } finally {
            stamps.end(slots, generations);
        }
    }

    /** One kind of read of the store below, with its types. */
    static final class Reading<Q extends ReadRequest, R extends StoreResult> {
        private final Class<Q> request;
        private final Class<R> result;
        private final Function<Q, R> below;

        private Reading(Class<Q> request, Class<R> result, Function<Q, R> below) {
            this.request = request;
            this.result = result;
            this.below = below;
        }

        R of(ReadRequest question) {
            return below.apply(request.cast(question));
        }

        R cast(StoreResult answer) {
            return result.cast(answer);
        }
    }

    private <Q extends ReadRequest, R extends StoreResult> R reading(
            Q request, Class<Q> asked, Class<R> answered, Function<Q, R> below) {
        Deadline deadline = Objects.requireNonNull(request, "request").deadline();
        if (deadline != null) {
            deadline.check(request.operation());
        }
        return read(request, new Reading<>(asked, answered, below));
    }

    @Override
    public final GetResult get(GetRequest request) {
        return reading(request, GetRequest.class, GetResult.class, delegate()::get);
    }

    @Override
    public final SearchResult search(SearchRequest request) {
        return reading(request, SearchRequest.class, SearchResult.class, delegate()::search);
    }

    @Override
    public final ListResult list(ListRequest request) {
        return reading(request, ListRequest.class, ListResult.class, delegate()::list);
    }

    @Override
    public final RelatedResult related(RelatedRequest request) {
        return reading(request, RelatedRequest.class, RelatedResult.class, delegate()::related);
    }

    @Override
    public final AddResult add(AddRequest request) {
        return writing(request, () -> delegate().add(request));
    }

    @Override
    public final UpdateResult update(UpdateRequest request) {
        return writing(request, () -> delegate().update(request));
    }

    @Override
    public final DeleteResult delete(DeleteRequest request) {
        return writing(request, () -> delegate().delete(request));
    }

    @Override
    public final RelateResult relate(RelateRequest request) {
        return writing(request, () -> delegate().relate(request));
    }

    private <R extends StoreResult> R writing(WriteRequest request, Supplier<R> below) {
        // A write that is refused below without being tried should not end what is cached.
        refusing.check(request.operation());
        return write(request, below);
    }

    /** The same for a request, for those that look into it. */
    protected <R extends StoreResult> R write(WriteRequest request, Supplier<R> below) {
        return write(Set.of(request.scope().owner()), Generation.endedBy(request), below);
    }

    @Override
    protected final StoreAdmin decorate(StoreAdmin below) {
        return new ForwardingStoreAdmin(decorated(below)) {
            @Override
            public void restore(EmbeddingSpace space, List<StoredMemory> memories) {
                Set<MemoryScope> owners = memories.stream()
                        .map(stored -> stored.memory().scope().owner())
                        .collect(Collectors.toSet());
                write(owners, Generation.ALL, () -> {
                    super.restore(space, memories);
                    return true;
                });
            }

            @Override
            public long erase(MemoryScope scope) {
                try {
                    return write(Set.of(scope.owner()), Generation.ALL, () -> super.erase(scope));
                } finally {
                    forget(scope.owner());
                }
            }
        };
    }

    /** What else the layer changes of the admin below. */
    protected StoreAdmin decorated(StoreAdmin below) {
        return below;
    }

    /** The caches of this stack as one. */
    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return type == CacheAdmin.class ? Optional.of(type.cast(new NestedCaches())) : super.unwrap(type);
    }

    private final class NestedCaches implements CacheAdmin {
        private final Optional<CacheAdmin> below = delegate().unwrap(CacheAdmin.class);

        @Override
        public void invalidateAll() {
            // Those below first: what they still held could be taken up again from there.
            try {
                below.ifPresent(CacheAdmin::invalidateAll);
            } finally {
                forgetAll();
            }
        }

        @Override
        public List<CacheStatistics> statistics() {
            List<CacheStatistics> all = new ArrayList<>(List.of(CachingStore.this.statistics()));
            below.ifPresent(admin -> all.addAll(admin.statistics()));
            return all;
        }
    }
}
