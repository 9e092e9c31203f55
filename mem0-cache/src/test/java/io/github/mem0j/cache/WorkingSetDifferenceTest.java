package io.github.mem0j.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.layer.ForwardingMemoryStore;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.DeleteResult;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelateResult;
import io.github.mem0j.store.UpdateRequest;
import io.github.mem0j.store.UpdateResult;
import io.github.mem0j.store.WriteRequest;
import io.github.mem0j.testkit.DifferentialRun;
import io.github.mem0j.testkit.ManualClock;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** 100,000 random operations with and without a working set in front of the same kind of store: the answers are equal. */
class WorkingSetDifferenceTest {
    private static final int OPERATIONS = Integer.getInteger("mem0.cache.differential", 100_000);

    private final ManualClock clock = ManualClock.create();
    private final HandFeed feed = new HandFeed();
    private final MemoryStore plain = embedded();
    private final MemoryStore backend = embedded();

    private EmbeddedMemoryStore embedded() {
        return EmbeddedMemoryStore.builder().clock(clock).build();
    }

    private WorkingSet.Builder settings() {
        return WorkingSet.builder().clock(clock).nanoTime(clock::nanoTime).loadsAtOnce();
    }

    @Test
    void ownWritesAreFollowed() {
        MemoryStore set = settings().singleJvm().build().over(backend);
        DifferentialRun.between(plain, set, clock)
                .withSeed(3)
                .withOperations(OPERATIONS / 2)
                .withScoreTolerance(0)
                .run();
        CacheStatistics counted = CacheAdmin.of(set).statistics().get(0);
        assertThat(counted.get(CacheMetric.APPLIED)).isGreaterThan(OPERATIONS / 50);
        assertThat(counted.get(CacheMetric.HITS)).isGreaterThan(OPERATIONS / 10);
    }

    /** A third of the writes come from another JVM: past the set, which only hears that something ended. */
    @Test
    void writesOfOthersAreTakenOver() {
        MemoryStore fed = new ForwardingMemoryStore(backend) {
            @Override
            public <T> Optional<T> unwrap(Class<T> type) {
                return type == InvalidationFeed.class ? Optional.of(type.cast(feed)) : super.unwrap(type);
            }
        };
        MemoryStore set = settings().build().over(fed);
        DifferentialRun.between(plain, new Sometimes(set), clock)
                .withSeed(5)
                .withOperations(OPERATIONS / 2)
                .withScoreTolerance(0)
                .run();
        CacheStatistics counted = CacheAdmin.of(set).statistics().get(0);
        assertThat(counted.get(CacheMetric.COMPARISONS)).isGreaterThan(OPERATIONS / 50);
        assertThat(counted.get(CacheMetric.HITS)).isGreaterThan(OPERATIONS / 10);
    }

    /** Some writes go to the store directly, as another JVM's would. */
    private final class Sometimes extends ForwardingMemoryStore {
        private final Random random = new Random(7);

        Sometimes(MemoryStore set) {
            super(set);
        }

        private <Q extends WriteRequest, R> R write(Q request, BiFunction<MemoryStore, Q, R> operation) {
            try {
                if (random.nextInt(3) > 0) {
                    return operation.apply(delegate(), request);
                }
                int generations = Generation.endedBy(request);
                feed.end(request.scope().owner(), generations);
                try {
                    return operation.apply(backend, request);
                } finally {
                    feed.end(request.scope().owner(), generations);
                }
            } finally {
                clock.advance(Duration.ofNanos(1_000)); // no two changes at one time
            }
        }

        @Override
        public AddResult add(AddRequest request) {
            return write(request, MemoryStore::add);
        }

        @Override
        public UpdateResult update(UpdateRequest request) {
            return write(request, MemoryStore::update);
        }

        @Override
        public DeleteResult delete(DeleteRequest request) {
            return write(request, MemoryStore::delete);
        }

        @Override
        public RelateResult relate(RelateRequest request) {
            return write(request, MemoryStore::relate);
        }
    }
}
