package io.github.mem0j.cache;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.layer.Call;
import io.github.mem0j.layer.ForwardingMemoryStore;
import io.github.mem0j.layer.InterceptingMemoryStore;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.Operation;
import io.github.mem0j.store.StoreResult;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.store.UpdateRequest;
import io.github.mem0j.store.WriteRequest;
import io.github.mem0j.testkit.FaultyStore;
import io.github.mem0j.testkit.ManualClock;
import io.github.mem0j.testkit.RecordingStore;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

/** A local cache over a database in memory that others write to as well, with everything in the hands of a test. */
final class LocalRig implements AutoCloseable {
    static final MemoryScope ANN = MemoryScope.user("ann");
    static final MemoryScope BOB = MemoryScope.user("bob");
    static final EmbeddingSpace SPACE = new EmbeddingSpace("rig", 2);
    static final Embedding VECTOR = Embedding.of(1, 2);
    static final UUID ID = new UUID(1, 1);
    static final GetRequest GET = GetRequest.of(ANN, ID);

    final ManualClock clock = ManualClock.create();
    final LocalStops stops = new LocalStops();
    final HandFeed feed;
    /** What other JVMs see and change directly. */
    final MemoryStore database =
            EmbeddedMemoryStore.builder().clock(clock).build();

    final RecordingStore loads;
    final FaultyStore faulty;
    final MemoryStore cache;
    private volatile UnaryOperator<StoreResult> answers = UnaryOperator.identity();
    private volatile Duration slowness = Duration.ZERO;
    private final AtomicBoolean failing = new AtomicBoolean();

    private LocalRig(LocalVariant variant, boolean fed, UnaryOperator<LocalCache.Builder> settings) {
        feed = variant.feed();
        loads = RecordingStore.over(new Altered(database));
        faulty = FaultyStore.over(loads);
        MemoryStore below = variant.below(faulty);
        cache = settings.apply(LocalCache.builder()
                        .clock(clock)
                        .nanoTime(clock::nanoTime)
                        .random(() -> 0) // no refresh is ever due
                        .stamps(variant::stamps)
                        .probe(stops))
                .build()
                .over(fed ? new Fed(below) : below);
        database.add(AddRequest.of(ANN, SPACE, memory("old")));
    }

    /** Over a store that other JVMs write to as well. */
    static LocalRig fed(LocalVariant variant) {
        return new LocalRig(variant, true, UnaryOperator.identity());
    }

    static LocalRig fed(LocalVariant variant, UnaryOperator<LocalCache.Builder> settings) {
        return new LocalRig(variant, true, settings);
    }

    /** Over a store of this JVM's own. */
    static LocalRig single(LocalVariant variant, UnaryOperator<LocalCache.Builder> settings) {
        return new LocalRig(variant, false, builder -> settings.apply(builder.singleJvm()));
    }

    static NewMemory memory(String text) {
        return NewMemory.of(text, VECTOR).withId(ID);
    }

    static UpdateRequest change(String text) {
        return UpdateRequest.of(ANN, ID, SPACE, MemoryChange.none().withText(text, VECTOR));
    }

    /** A read through the cache: the memory's text. */
    String read() {
        return text(cache.get(GET));
    }

    static String text(GetResult result) {
        return result.memories().get(0).text();
    }

    /** A write through the cache. */
    void write(String text) {
        cache.update(change(text));
    }

    /** Another JVM's write. */
    void writeElsewhere(String text) {
        database.update(change(text));
    }

    /** From now on the store below answers so. */
    void answerBy(UnaryOperator<StoreResult> change) {
        answers = change;
    }

    /** Holds the next load once it has its answer; let go, it does {@code then}, which may throw, and returns it. */
    LocalStops.Stop stopInNextLoad(Runnable then) {
        LocalStops.Stop stop = new LocalStops.Stop();
        answerBy(answer -> {
            answers = UnaryOperator.identity();
            stop.hold();
            then.run();
            return answer;
        });
        return stop;
    }

    /** From now on each load takes this long by the clock. */
    void slow(Duration duration) {
        slowness = duration;
    }

    /** The next write fails with its outcome unknown, and has not taken effect. */
    void failNextWrite() {
        failing.set(true);
    }

    /** How many gets have reached the store below. */
    int loaded() {
        return loads.count(Operation.GET);
    }

    long count(CacheMetric metric) {
        return CacheAdmin.of(cache).statistics().get(0).get(metric);
    }

    /** Returns once so much has been counted. */
    void awaitCount(CacheMetric metric, long count) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (count(metric) < count) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError(metric + " is " + count(metric) + ", not " + count);
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        cache.close();
    }

    /** Says that it has a feed. */
    private final class Fed extends ForwardingMemoryStore {
        Fed(MemoryStore below) {
            super(below);
        }

        @Override
        public <T> Optional<T> unwrap(Class<T> type) {
            return type == InvalidationFeed.class ? Optional.of(type.cast(feed)) : super.unwrap(type);
        }
    }

    private final class Altered extends InterceptingMemoryStore {
        Altered(MemoryStore below) {
            super(below);
        }

        @Override
        @SuppressWarnings("unchecked")
        protected <R extends StoreResult> R around(Call<R> call) {
            if (call.request() instanceof WriteRequest && failing.getAndSet(false)) {
                throw StoreUnavailableException.unknown("the connection broke", null);
            }
            R result = call.proceed();
            clock.advance(slowness);
            return (R) answers.apply(result);
        }
    }
}
