package io.github.mem0j.resilience;

import io.github.mem0j.layer.Guard;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A circuit breaker around every call to a cache's server. What throws counts as a failure, and so does what succeeds but
 * takes longer than a bound: a cache that is slower than the store below is of no use.
 *
 * <pre>{@code
 * FailsafeGuard guard = FailsafeGuard.redis();
 * MemoryLayer cache = RedisCache.builder(redis).guard(guard).build();
 * guard.circuitBreaker().open("moving Redis"); // answers come from the store until close(...)
 * }</pre>
 *
 * <p>While it is open calls are refused by a {@link RejectedExecutionException}. It cannot end a call that hangs: the
 * client's time-outs do. Neither calls of interrupted threads that throw nor {@link Error}s count.
 *
 * <p>A {@code RedisCache} needs no guard to survive an outage: it stops at the first failure and looks for Redis in the
 * background, through the guard. What the guard adds is an end to slow answers, and a hand on it. After an outage, or
 * when the breaker is closed by hand, Redis is used again within about two seconds, told first what it missed.
 *
 * <p>Thread-safe. A call that goes well costs two looks at the clock and at the breaker, and no thread.
 */
public final class FailsafeGuard implements Guard {
    private final CircuitBreaker breaker;
    private final long slowNanos;
    private final LongSupplier nanoTime;

    private FailsafeGuard(Builder builder) {
        breaker = builder.breaker == null ? CircuitBreaker.redis().build() : builder.breaker;
        slowNanos = builder.slowerThan.toNanos();
        nanoTime = builder.nanoTime;
    }

    /** The defaults: opens after 3 failures or answers slower than 100 ms in a row, for a second. */
    public static FailsafeGuard redis() {
        return builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * {@inheritDoc}
     *
     * @throws RejectedExecutionException if the circuit breaker is open; the call was not made
     */
    @Override
    public <T> T call(Supplier<T> call) {
        long permit = breaker.acquire();
        if (permit == CircuitBreaker.NO_PERMIT) {
            throw new RejectedExecutionException(breaker.refusal());
        }
        long start = nanoTime.getAsLong();
        T result;
        try {
            result = call.get();
        } catch (Throwable e) {
            if (e instanceof Error || Thread.currentThread().isInterrupted()) {
                breaker.ignored(permit);
            } else {
                // Its message may quote what was sent, and the reason is logged.
                breaker.failed(permit, e.getClass().getSimpleName() + " after " + millisSince(start) + " ms");
            }
            throw e;
        }
        if (nanoTime.getAsLong() - start > slowNanos) {
            breaker.failed(permit, "answered after " + millisSince(start) + " ms");
        } else {
            breaker.succeeded(permit);
        }
        return result;
    }

    private long millisSince(long start) {
        return (nanoTime.getAsLong() - start) / 1_000_000;
    }

    /** Its state, and a hand on it. */
    public CircuitBreaker circuitBreaker() {
        return breaker;
    }

    @Override
    public String toString() {
        return "FailsafeGuard(" + breaker + ")";
    }

    /** Not thread-safe; what it builds is. */
    public static final class Builder {
        private @Nullable CircuitBreaker breaker;
        private Duration slowerThan = Duration.ofMillis(100);
        private LongSupplier nanoTime = System::nanoTime;

        private Builder() {}

        /** In place of a {@link CircuitBreaker#redis()} of its own; only for one server. */
        public Builder circuitBreaker(CircuitBreaker breaker) {
            this.breaker = Objects.requireNonNull(breaker, "breaker");
            return this;
        }

        /** A call that takes longer counts as a failure, though its answer is used; 100 ms by default. */
        public Builder slowerThan(Duration duration) {
            slowerThan = duration;
            return this;
        }

        Builder nanoTime(LongSupplier nanoTime) {
            this.nanoTime = nanoTime;
            return this;
        }

        /**
         * The guard.
         *
         * @throws IllegalArgumentException naming what cannot be
         */
        public FailsafeGuard build() {
            Settings.check(Settings.isPositive(slowerThan), "slowerThan must be positive, but is " + slowerThan);
            return new FailsafeGuard(this);
        }
    }
}
