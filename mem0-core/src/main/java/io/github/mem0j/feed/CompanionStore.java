package io.github.mem0j.feed;

import io.github.mem0j.layer.ForwardingMemoryStore;
import io.github.mem0j.layer.ForwardingStoreAdmin;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.BulkOutcome;
import io.github.mem0j.store.BulkStore;
import io.github.mem0j.store.Degradation;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.DeleteResult;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.MemoryStoreException;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelateResult;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.RelatedResult;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoredMemory;
import io.github.mem0j.store.UpdateRequest;
import io.github.mem0j.store.UpdateResult;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store with a companion that answers walks along relations. The primary holds the truth and answers everything else; a
 * {@link Projector} of its own keeps the companion in step. A walk is the companion's only if it has all that was
 * committed for the owner before the question; otherwise, and whenever it fails or is late, the primary answers, and the
 * answer says {@link Degradation#GRAPH_FALLBACK}. So the companion is never needed, and never wrong.
 *
 * <pre>{@code
 * MemoryStore store = CompanionStore.builder(postgres, neo4j).consumer("graph").build();
 * }</pre>
 *
 * <p>What the companion gives are ids and depths; the memories are read from the primary. To spare the wait for a companion
 * that is down, give it as a stack with a circuit breaker. Caches belong around this. Thread-safe.
 */
public final class CompanionStore extends ForwardingMemoryStore {
    private static final Logger log = LoggerFactory.getLogger(CompanionStore.class);

    private final MemoryStore companion;
    private final Projector projector;
    private final CompanionWalks walks;

    private CompanionStore(Builder builder) {
        super(builder.primary);
        companion = builder.companion;
        walks = new CompanionWalks(
                builder.primary,
                companion,
                ChangeFeed.of(builder.primary),
                builder.consumer,
                builder.maxLag,
                builder.timeout);
        projector = Projector.start(builder.primary, companion, builder.consumer, builder.projection);
    }

    /** Both stores are the composite's from {@link Builder#build} on, which closes them. */
    public static Builder builder(MemoryStore primary, MemoryStore companion) {
        return new Builder(primary, companion);
    }

    /** What keeps the companion in step: how far it is behind, and how it is rebuilt. */
    public Projector projector() {
        return projector;
    }

    @Override
    public RelatedResult related(RelatedRequest request) {
        Optional<RelatedResult> answer = walks.related(request);
        if (answer.isPresent()) {
            return answer.get();
        }
        RelatedResult own = super.related(request);
        return own.withProvenance(own.provenance().degraded(Degradation.GRAPH_FALLBACK));
    }

    @Override
    public AddResult add(AddRequest request) {
        return written(super.add(request));
    }

    @Override
    public UpdateResult update(UpdateRequest request) {
        return written(super.update(request));
    }

    @Override
    public DeleteResult delete(DeleteRequest request) {
        return written(super.delete(request));
    }

    @Override
    public RelateResult relate(RelateRequest request) {
        return written(super.relate(request));
    }

    private <T> T written(T result) {
        projector.wake();
        return result;
    }

    /** The primary's: else batches around this would be single calls. */
    @Override
    protected Optional<BulkStore> decorate(BulkStore below) {
        return Optional.of(new BulkStore() {
            @Override
            public List<BulkOutcome<AddResult>> addAll(List<AddRequest> requests) {
                return written(below.addAll(requests));
            }

            @Override
            public List<BulkOutcome<GetResult>> getAll(List<GetRequest> requests) {
                return below.getAll(requests);
            }
        });
    }

    @Override
    protected StoreAdmin decorate(StoreAdmin below) {
        return new ForwardingStoreAdmin(below) {
            @Override
            public void restore(EmbeddingSpace space, List<StoredMemory> memories) {
                super.restore(space, memories);
                projector.wake();
            }

            /** At once if the companion can be reached; the feed sees to it in any case. */
            @Override
            public long erase(MemoryScope scope) {
                long count = super.erase(scope);
                eraseCompanion(scope);
                return written(count);
            }

            @Override
            public long purgeExpired() {
                return written(super.purgeExpired());
            }
        };
    }

    private void eraseCompanion(MemoryScope scope) {
        try {
            long unused = StoreAdmin.of(companion).erase(scope);
        } catch (MemoryStoreException e) {
            log.debug("The companion erases once the feed reaches it", e);
        }
    }

    /** The primary's, and this composite's {@link Projector}. */
    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return type == Projector.class ? Optional.of(type.cast(projector)) : super.unwrap(type);
    }

    @Override
    public void close() {
        try {
            projector.close();
        } finally {
            try {
                companion.close();
            } finally {
                super.close();
            }
        }
    }

    @Override
    public String toString() {
        return "CompanionStore(" + delegate() + ", " + companion + ")";
    }

    /** Settings; not thread-safe. */
    public static final class Builder {
        private final MemoryStore primary;
        private final MemoryStore companion;
        private String consumer = "graph";
        private Duration maxLag = Duration.ofSeconds(30);
        private Duration timeout = Duration.ofSeconds(1);
        private UnaryOperator<FeedConsumer.Builder> projection = UnaryOperator.identity();

        private Builder(MemoryStore primary, MemoryStore companion) {
            this.primary = Objects.requireNonNull(primary, "primary");
            this.companion = Objects.requireNonNull(companion, "companion");
        }

        /** Whose part of the primary's feed the companion follows; {@code graph} by default. */
        public Builder consumer(String name) {
            consumer = Objects.requireNonNull(name, "name");
            return this;
        }

        /** Since when the oldest change of any owner may wait while the companion still answers; 30 s by default. */
        public Builder maxLag(Duration duration) {
            maxLag = Objects.requireNonNull(duration, "duration");
            return this;
        }

        /** How long a walk may take the companion, and at most half of the request's own deadline; 1 s by default. */
        public Builder timeout(Duration duration) {
            timeout = Objects.requireNonNull(duration, "duration");
            return this;
        }

        /** Of the thread that keeps the companion in step. */
        public Builder projection(UnaryOperator<FeedConsumer.Builder> settings) {
            projection = Objects.requireNonNull(settings, "settings");
            return this;
        }

        /**
         * Builds it, and starts to project.
         *
         * @throws IllegalArgumentException if the primary has no change feed, or a setting is out of bounds
         */
        public CompanionStore build() {
            if (maxLag.isNegative()) {
                throw new IllegalArgumentException("maxLag must not be negative, but is " + maxLag);
            }
            if (timeout.isNegative() || timeout.isZero()) {
                throw new IllegalArgumentException("timeout must be positive, but is " + timeout);
            }
            return new CompanionStore(this);
        }
    }
}
