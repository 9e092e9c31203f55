package io.github.mem0j.resilience;

import io.github.mem0j.layer.LayerKind;
import io.github.mem0j.layer.MemoryLayer;
import io.github.mem0j.store.MemoryStore;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What makes an outage of the store below short and honest: every call ends by its deadline, with an answer or a
 * {@link io.github.mem0j.store.StoreUnavailableException} that says whether a write may have been applied.
 *
 * <pre>{@code
 * MemoryStack.over(store)
 *         .layer(Resilience.defaults()) // next to the store, so that caches above can answer while it is open
 *         .layer(RedisCache.using(redis))
 *         .layer(LocalCache.defaults())
 *         .build();
 * }</pre>
 *
 * <p><b>The order inside</b>, outermost first: {@code Deadline(Bulkhead(Retry(CircuitBreaker(store))))}. So the deadline
 * is that of all attempts together and of the wait for a place; a call keeps its place while it pauses between attempts;
 * the breaker sees each attempt, and once it is open nothing is repeated.
 *
 * <ul>
 *   <li><b>Deadline</b>: requests without one get 1 second for reads, 5 for writes, and 60 for more than 100 memories or
 *       relations and for deletes by filter or of a whole scope. It travels in the request, and the store ends its own
 *       waits by it; a caller's own stands, shorter or longer.
 *   <li><b>Retry</b>: twice, after about 20 and 40 ms, what was not applied or is
 *       {@linkplain io.github.mem0j.store.StoreRequest#isRepeatable() repeatable}; never if that could pass the deadline.
 *       If an attempt may have been applied, so may the whole, whatever the last one says.
 *   <li><b>Circuit breaker</b>: {@link CircuitBreaker#postgres()} unless another is given. Only
 *       {@link io.github.mem0j.store.StoreUnavailableException} counts, and neither interrupted calls nor those that were
 *       given less than 100 ms and ran out of it.
 *   <li><b>Bulkhead</b>: none unless asked for.
 * </ul>
 *
 * <p>Operators' calls ({@link io.github.mem0j.store.StoreAdmin}) go by the breaker too, but for {@code ping}; they have no
 * deadline and are not repeated.
 *
 * <p>Several requests in one call ({@link io.github.mem0j.store.BulkStore}) are one call to the bulkhead, under the name of
 * the owner who waits longest, and to the breaker, for which it has failed if all have. Then it is repeated if each of
 * them may be.
 *
 * <p>Settings are immutable and thread-safe. They hold the breaker and the bulkhead, so one is for one server.
 */
public final class Resilience implements MemoryLayer {
    final Deadlines deadlines;
    final Retries retries;
    final CircuitBreaker breaker;
    final @Nullable Bulkhead bulkhead;

    private Resilience(Builder builder) {
        deadlines = new Deadlines(builder.readDeadline, builder.writeDeadline, builder.bulkDeadline, builder.nanoTime);
        retries = new Retries(builder.retries, builder.firstPause, builder.longestPause);
        breaker = builder.breaker == null ? CircuitBreaker.postgres().build() : builder.breaker;
        bulkhead = builder.calls == 0 ? null : new Bulkhead(builder.calls, builder.waitingPerOwner);
    }

    public static Resilience defaults() {
        return builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public MemoryStore over(MemoryStore inner) {
        return new ResilientStore(inner, this);
    }

    /** Its state, and a hand on it. */
    public CircuitBreaker circuitBreaker() {
        return breaker;
    }

    /** What its bulkhead does now; empty if there is none. */
    public Optional<BulkheadStatistics> bulkheadStatistics() {
        if (bulkhead == null) {
            return Optional.empty();
        }
        int[] load = bulkhead.load();
        return Optional.of(new BulkheadStatistics(load[0], load[1]));
    }

    @Override
    public LayerKind kind() {
        return LayerKind.RESILIENCE;
    }

    /** Not thread-safe; what it builds is. */
    public static final class Builder {
        private Duration readDeadline = Duration.ofSeconds(1);
        private Duration writeDeadline = Duration.ofSeconds(5);
        private Duration bulkDeadline = Duration.ofSeconds(60);
        private int retries = 2;
        private Duration firstPause = Duration.ofMillis(20);
        private Duration longestPause = Duration.ofMillis(200);
        private @Nullable CircuitBreaker breaker;
        private int calls;
        private int waitingPerOwner;
        private LongSupplier nanoTime = System::nanoTime;

        private Builder() {}

        /** For reads without a deadline of their own; 1 second by default. */
        public Builder readDeadline(Duration duration) {
            readDeadline = duration;
            return this;
        }

        /** For writes without a deadline of their own; 5 seconds by default. */
        public Builder writeDeadline(Duration duration) {
            writeDeadline = duration;
            return this;
        }

        /**
         * For writes of more than 100 items, and deletes by filter or of a whole scope, without a deadline of their own; 60
         * seconds by default.
         */
        public Builder bulkDeadline(Duration duration) {
            bulkDeadline = duration;
            return this;
        }

        /** How often a failed call is repeated at most; twice by default, 0 for never. */
        public Builder retries(int most) {
            retries = most;
            return this;
        }

        /** The pause before the first repetition, which doubles up to the longest; 20 and 200 ms by default. */
        public Builder pauses(Duration first, Duration longest) {
            firstPause = first;
            longestPause = longest;
            return this;
        }

        /** In place of a {@link CircuitBreaker#postgres()} of its own; only for one server. */
        public Builder circuitBreaker(CircuitBreaker breaker) {
            this.breaker = Objects.requireNonNull(breaker, "breaker");
            return this;
        }

        /**
         * Limits concurrent calls, fairly among owners: by turns. A good limit is the size of the connection pool.
         *
         * @param calls at most under way
         * @param waitingPerOwner how many more of one owner may wait; what is past it fails at once
         */
        public Builder bulkhead(int calls, int waitingPerOwner) {
            Settings.check(calls > 0, "a bulkhead needs room for a call, but has " + calls);
            this.calls = calls;
            this.waitingPerOwner = waitingPerOwner;
            return this;
        }

        /** The clock of deadlines. */
        Builder nanoTime(LongSupplier nanoTime) {
            this.nanoTime = nanoTime;
            return this;
        }

        /**
         * The settings.
         *
         * @throws IllegalArgumentException naming what cannot be
         */
        public Resilience build() {
            return new Resilience(this);
        }
    }
}
