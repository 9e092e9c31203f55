package io.github.mem0j.cache;

import io.github.mem0j.layer.LayerKind;
import io.github.mem0j.layer.MemoryLayer;
import io.github.mem0j.store.MemoryStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A cache in the heap of this JVM, in front of a store: get, search, list and related that are asked again are answered
 * in about a microsecond. Writes go through, and end what they change and no more: adding memories leaves cached gets
 * alone.
 *
 * <pre>{@code
 * MemoryStack.over(store)
 *         .layer(RedisCache.using(redis))   // tells the local caches of all JVMs what ends
 *         .layer(LocalCache.defaults())
 *         .build();
 * }</pre>
 *
 * <p><b>What it promises.</b> A read sees every write that this JVM completed before it. Over a {@link RedisCache} it
 * sees writes of other JVMs as soon as their message arrives, and if messages cannot arrive the cache is off within 3
 * seconds, until they do again. Without a RedisCache below, only this JVM may write to the store; say so with
 * {@link Builder#singleJvm()}. Answers end with the first expiry of a memory inside.
 *
 * <p>Answers have source {@link io.github.mem0j.store.Provenance#LOCAL} and their age from the start of their load. Of
 * several threads that ask the same at once, one loads. Settings are immutable and may be used for several stacks, each
 * of which gets a cache of its own; that is thread-safe and is closed with its stack.
 */
public final class LocalCache implements MemoryLayer {
    final CachePolicy policy;
    final long maxBytes;
    final long maxEntryBytes;
    final boolean singleJvm;
    final Duration unknownFor;
    final Clock clock;
    final @Nullable CacheListener listener;
    final LongSupplier nanoTime;
    final DoubleSupplier random;
    final Probe probe;
    final Function<LongSupplier, Stamps> stamps;

    private LocalCache(Builder builder) {
        policy = new CachePolicy(builder.freshFor, builder.negativeFor, builder.staleIfError);
        maxBytes = builder.maxBytes;
        maxEntryBytes = Math.min(builder.maxEntryBytes, builder.maxBytes);
        singleJvm = builder.singleJvm;
        unknownFor = builder.unknownFor;
        clock = builder.clock;
        listener = builder.listener;
        nanoTime = builder.nanoTime;
        random = builder.random;
        probe = builder.probe;
        stamps = builder.stamps;
    }

    /** 256 MB, fresh for 300 seconds; needs a {@link RedisCache} below. */
    public static LocalCache defaults() {
        return builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public MemoryStore over(MemoryStore inner) {
        InvalidationFeed feed = inner.unwrap(InvalidationFeed.class).orElse(InvalidationFeed.NONE);
        if (feed == InvalidationFeed.NONE && !singleJvm) {
            throw new IllegalArgumentException("a LocalCache over " + inner
                    + " would not hear of other JVMs' writes; put a RedisCache below it, or, if no other JVM writes to"
                    + " this store, say LocalCache.builder().singleJvm()");
        }
        return new LocalCacheStore(inner, this, feed);
    }

    @Override
    public LayerKind kind() {
        return LayerKind.LOCAL_CACHE;
    }

    /** Not thread-safe; what it builds is. */
    public static final class Builder {
        private Duration freshFor = CachePolicy.DEFAULT.freshFor();
        private Duration negativeFor = CachePolicy.DEFAULT.negativeFor();
        private Duration staleIfError = CachePolicy.DEFAULT.staleIfError();
        private long maxBytes = 256L << 20;
        private long maxEntryBytes = 4L << 20;
        private boolean singleJvm;
        private Duration unknownFor = Duration.ofSeconds(60);
        private Clock clock = Clock.systemUTC();
        private @Nullable CacheListener listener;
        private LongSupplier nanoTime = System::nanoTime;
        private DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();
        private Probe probe = Probe.NONE;
        private Function<LongSupplier, Stamps> stamps = Stamps::new;

        private Builder() {}

        /** The heap that all entries may take, questions included; 256 MB (2²⁸ bytes) by default, at least 64 KiB. */
        public Builder maxBytes(long bytes) {
            maxBytes = bytes;
            return this;
        }

        /** What is larger is not kept; 4 MiB by default. */
        public Builder maxEntryBytes(long bytes) {
            maxEntryBytes = bytes;
            return this;
        }

        /**
         * How long an answer is fresh, from the start of its load; 300 seconds by default, shortened at random by up to a
         * tenth, and to what the layers below allow.
         */
        public Builder freshFor(Duration duration) {
            freshFor = duration;
            return this;
        }

        /** The same for answers that found nothing, or not all; 10 seconds by default. */
        public Builder negativeFor(Duration duration) {
            negativeFor = duration;
            return this;
        }

        /**
         * With {@link #singleJvm()}: how much longer an answer may stand in, marked STALE, while the store is unavailable;
         * 10 minutes by default.
         */
        public Builder staleIfError(Duration duration) {
            staleIfError = duration;
            return this;
        }

        /** Only this JVM writes to the store: no invalidations need be heard. */
        public Builder singleJvm() {
            singleJvm = true;
            return this;
        }

        /**
         * How long after a write whose outcome is unknown nothing of its owner is kept, since it may still take effect; 60
         * seconds by default. Should be longer than the backend may go on with what its client gave up.
         */
        public Builder unknownFor(Duration duration) {
            unknownFor = duration;
            return this;
        }

        /** The clock of the store below, by which memories expire; the system's by default. */
        public Builder clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        /** Told of all that is counted; none by default. */
        public Builder listener(CacheListener listener) {
            this.listener = listener;
            return this;
        }

        Builder nanoTime(LongSupplier nanoTime) {
            this.nanoTime = nanoTime;
            return this;
        }

        Builder random(DoubleSupplier random) {
            this.random = random;
            return this;
        }

        Builder probe(Probe probe) {
            this.probe = probe;
            return this;
        }

        Builder stamps(Function<LongSupplier, Stamps> stamps) {
            this.stamps = stamps;
            return this;
        }

        /**
         * The settings.
         *
         * @throws IllegalArgumentException naming the one that cannot be
         */
        public LocalCache build() {
            if (maxBytes < 64 << 10 || maxEntryBytes < 1 || maxEntryBytes > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "maxBytes must be 65,536 at least and maxEntryBytes 1 to 2,147,483,647," + " but they are "
                                + maxBytes + " and " + maxEntryBytes);
            }
            Objects.requireNonNull(clock, "clock");
            if (Objects.requireNonNull(unknownFor, "unknownFor").isNegative()) {
                throw new IllegalArgumentException("unknownFor must not be negative, but is " + unknownFor);
            }
            return new LocalCache(this);
        }
    }
}
