package io.github.mem0j.batching;

import io.github.mem0j.layer.LayerKind;
import io.github.mem0j.layer.MemoryLayer;
import io.github.mem0j.store.BulkStore;
import io.github.mem0j.store.MemoryStore;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins concurrent {@code add}s of many callers and owners into one call of the store below, and {@code get}s likewise,
 * by its {@link BulkStore}. All other operations pass as they are.
 *
 * <pre>{@code
 * MemoryStack.over(backend)
 *         .layer(resilience)
 *         .layer(Batching.defaults()) // above resilience, below the caches
 *         .layer(cache)
 *         .build();
 * }</pre>
 *
 * <ul>
 *   <li><b>A lone caller</b> finds a place free and makes the call at once, in the caller's own thread. Only when all
 *       {@linkplain Builder#inFlight places} are taken do calls queue; who has a place then takes all that wait, up to the
 *       sizes, in a thread of this layer's. After a batch of several it waits up to the {@linkplain Builder#linger linger}
 *       for as many to come again.
 *   <li><b>Outcomes.</b> Each caller has its own result or its own exception; what is wrong with one memory fails its
 *       caller alone. A read joins only a batch that has not been sent, so it sees all that was acknowledged before.
 *   <li><b>Deadlines</b>, those too that a layer below gives ({@link io.github.mem0j.layer.DefaultDeadlines}), include the
 *       queue: a caller leaves at its deadline, or when it is interrupted, with a {@link
 *       io.github.mem0j.store.StoreUnavailableException} whose outcome is NOT_APPLIED if its request was still queued, and
 *       UNKNOWN if it is an add that had been sent. One caller's deadline does not cut another's short.
 *   <li><b>Order.</b> The adds of one owner take effect in the order in which they came: they never are in two batches at
 *       a time.
 *   <li><b>Fairness.</b> Batches are filled by turns of owners. Callers wait in their own threads, so the queue holds back
 *       whoever asks too much; an owner with {@linkplain Builder#queuePerOwner too many} there already is refused.
 *   <li><b>Closing</b> sends what is queued and waits for it, at most 5 seconds; what is queued even then is told
 *       NOT_APPLIED.
 * </ul>
 *
 * <p>Over a store without a {@link BulkStore}, and over layers that keep it to themselves, there is nothing to gain: the
 * layer then passes on every call as it is, and logs that once.
 *
 * <p>Immutable and thread-safe; each store built has its own queues.
 */
public final class Batching implements MemoryLayer {
    private static final Logger log = LoggerFactory.getLogger(Batching.class);

    final int calls;
    final int items;
    final long lingerNanos;
    final int inFlight;
    final int queuePerOwner;

    private Batching(Builder builder) {
        calls = builder.calls;
        items = builder.items;
        lingerNanos = builder.linger.toNanos();
        inFlight = builder.inFlight;
        queuePerOwner = builder.queuePerOwner;
    }

    public static Batching defaults() {
        return builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public MemoryStore over(MemoryStore inner) {
        BulkStore bulk = inner.unwrap(BulkStore.class).orElse(null);
        if (bulk == null) {
            log.warn("{} has no bulk form to send batches by: calls go one by one, as without batching", inner);
        }
        return new BatchingStore(inner, bulk, this);
    }

    @Override
    public LayerKind kind() {
        return LayerKind.BATCHING;
    }

    /** Not thread-safe; what it builds is. */
    public static final class Builder {
        private static final Duration LONGEST_LINGER = Duration.ofMillis(10);

        private int calls = 128;
        private int items = 512;
        private Duration linger = Duration.ofNanos(200_000);
        private int inFlight = 2;
        private int queuePerOwner = 1_024;

        private Builder() {}

        /**
         * How much one batch takes; 128 calls and 512 items by default. A call of more items than that goes alone.
         *
         * @param calls of callers, at least 1
         * @param items memories to add or ids to get, at least 1
         */
        public Builder batch(int calls, int items) {
            this.calls = calls;
            this.items = items;
            return this;
        }

        /**
         * How long a batch waits at most to be as large as the one before it; 200 µs by default, 10 ms at most, zero for
         * not at all. Never after a batch of one.
         */
        public Builder linger(Duration longest) {
            linger = longest;
            return this;
        }

        /**
         * How many calls of the store below are under way at most, of each kind, lone ones counted; 2 by default. Fewer make
         * larger batches; more than the store has connections make no sense.
         */
        public Builder inFlight(int most) {
            inFlight = most;
            return this;
        }

        /**
         * How many calls of one owner may wait, of each kind; what is past it fails at once, with outcome NOT_APPLIED. 1,024
         * by default.
         */
        public Builder queuePerOwner(int most) {
            queuePerOwner = most;
            return this;
        }

        /**
         * The settings.
         *
         * @throws IllegalArgumentException naming what cannot be
         */
        public Batching build() {
            positive("batch needs room for a call", calls);
            positive("batch needs room for an item", items);
            positive("inFlight must be at least 1", inFlight);
            positive("queuePerOwner must be at least 1", queuePerOwner);
            if (linger.isNegative() || linger.compareTo(LONGEST_LINGER) > 0) {
                throw new IllegalArgumentException("linger must be 0 to 10 ms, but is " + linger);
            }
            return new Batching(this);
        }

        private static void positive(String what, int value) {
            if (value < 1) {
                throw new IllegalArgumentException(what + ", but is " + value);
            }
        }
    }
}
