package io.github.mem0j.micrometer;

import io.github.mem0j.cache.CachingEmbedder;
import io.github.mem0j.feed.Projector;
import io.github.mem0j.resilience.CircuitBreaker;
import io.github.mem0j.resilience.Resilience;
import io.github.mem0j.store.MemoryStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Meters of what a stack keeps count of itself: its caches and working set, its batching, the store's own pool, how far
 * a companion is behind, and the breakers, bulkheads and cached embedders that it is told of. Nothing is registered for
 * what is not there; modules that the host has not on its class path are not needed.
 *
 * <pre>{@code
 * StackMeters meters = StackMeters.builder(stack)
 *         .resilience(resilience)
 *         .circuitBreaker(guard.circuitBreaker()) // Redis'
 *         .embedder(embedder)
 *         .build();
 * meters.bindTo(registry);
 * }</pre>
 *
 * <p>A host's {@code DataSource} has meters of its own, as HikariCP and Spring Boot bind them ({@code hikaricp.*}).
 *
 * <p>Two stacks in one registry need {@linkplain Builder#tag a tag} to be told apart. Figures are read when the registry is,
 * at most ten times a second. Thread-safe. {@link #close()} takes all meters out of all registries; do that before the
 * stack is closed, which is not its business, or meters read figures of a store that is gone.
 */
public final class StackMeters implements MeterBinder, AutoCloseable {
    private final List<Consumer<Meters>> parts;
    private final Tags common;
    private final List<Meters> bound = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();

    private StackMeters(Builder builder) {
        parts = List.copyOf(builder.parts);
        common = builder.common;
    }

    /** All that a stack passes on by {@link MemoryStore#unwrap}. */
    public static Builder builder(MemoryStore stack) {
        return new Builder(stack);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Meters meters = new Meters(registry, common);
        lock.lock();
        try {
            bound.add(meters);
            parts.forEach(part -> part.accept(meters));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            bound.forEach(Meters::remove);
            bound.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Not thread-safe; what it builds is. */
    public static final class Builder {
        private final List<Consumer<Meters>> parts = new ArrayList<>();
        private Tags common = Tags.empty();

        private Builder(MemoryStore stack) {
            Objects.requireNonNull(stack, "stack");
            parts.add(meters -> BatchingMeters.bind(meters, stack));
            parts.add(meters -> FeedMeters.bind(meters, stack));
            if (isPresent("io.github.mem0j.cache.CacheAdmin")) {
                parts.add(meters -> CacheMeters.bind(meters, stack));
            }
            if (isPresent("io.github.mem0j.pgvector.PoolStatistics")) {
                parts.add(meters -> PoolMeters.bind(meters, stack));
            }
        }

        private static boolean isPresent(String type) {
            try {
                return Class.forName(type, false, StackMeters.class.getClassLoader()) != null;
            } catch (ClassNotFoundException e) {
                return false; // an optional module
            }
        }

        /** The store's breaker, and the bulkhead if there is one. */
        public Builder resilience(Resilience resilience) {
            Objects.requireNonNull(resilience, "resilience");
            parts.add(meters -> BreakerMeters.bind(meters, resilience));
            return circuitBreaker(resilience.circuitBreaker());
        }

        /** One more breaker, such as Redis' or the embedder's; each has its own name. */
        public Builder circuitBreaker(CircuitBreaker breaker) {
            Objects.requireNonNull(breaker, "breaker");
            parts.add(meters -> BreakerMeters.bind(meters, breaker));
            return this;
        }

        /** The caches of an embedder. */
        public Builder embedder(CachingEmbedder embedder) {
            Objects.requireNonNull(embedder, "embedder");
            parts.add(meters -> CacheMeters.bind(meters, embedder));
            return this;
        }

        /** One that the host started itself; a {@link io.github.mem0j.feed.CompanionStore}'s is found in the stack. */
        public Builder projector(Projector projector) {
            Objects.requireNonNull(projector, "projector");
            parts.add(meters -> FeedMeters.bind(meters, projector));
            return this;
        }

        /** A tag of all these meters. */
        public Builder tag(String key, String value) {
            common = common.and(key, value);
            return this;
        }

        public StackMeters build() {
            return new StackMeters(this);
        }
    }
}
