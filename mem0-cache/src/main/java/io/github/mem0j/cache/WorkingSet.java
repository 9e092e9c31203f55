package io.github.mem0j.cache;

import io.github.mem0j.layer.LayerKind;
import io.github.mem0j.layer.MemoryLayer;
import io.github.mem0j.store.MemoryStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whole memories of hot users in the heap of this JVM, in front of a store: whatever is asked about them, a query that
 * nobody asked before included, is answered without a server. Where a cache of answers has to let go of an owner's
 * searches at each add, this follows the add in place.
 *
 * <pre>{@code
 * MemoryStack.over(store)
 *         .layer(RedisCache.using(redis)) // tells the working sets of all JVMs of writes
 *         .layer(WorkingSet.defaults())
 *         .build();
 * }</pre>
 *
 * <p><b>What is held</b>: of owners who were read a second time within {@link Builder#hotWithin}, all live memories with
 * their embeddings, and their relations once related is asked for; at most {@link Builder#maxBytes} of all, those asked
 * about most often (W-TinyLFU), and of one owner at most {@link Builder#maxOwnerMemories}. Loads run in the background,
 * while reads pass through. {@link WorkingSetAdmin#warm} loads ahead.
 *
 * <p><b>Answers</b> to search, list, get, related and {@code StoreAdmin.count} are those of the store, except that search
 * is exact also where the store's is approximate, and that scores, which a store may reckon in single precision, differ
 * in the seventh digit or so. They have source {@link io.github.mem0j.store.Provenance#LOCAL}, and their age from when what is held was last
 * compared with the store.
 *
 * <p><b>What it promises</b> is what {@link LocalCache} promises: a read sees every write that this JVM completed before
 * it; writes of other JVMs as soon as a {@link RedisCache} below hears of them, and while that cannot hear, reads pass
 * through. After a write elsewhere, a lapse or doubt, what is held is not thrown away but compared: two round trips,
 * however much there is. Without a RedisCache below, only this JVM may write to the store: {@link Builder#singleJvm()}.
 *
 * <p><b>An outage of the store</b> is bridged for {@link Builder#staleIfError}, marked
 * {@link io.github.mem0j.store.Degradation#STALE}, as long as no write is known to have changed or removed any of what is
 * held; memories that another JVM added since may be missing.
 *
 * <p>Settings are immutable and may be used for several stacks; the layer is thread-safe and is closed with its stack.
 */
public final class WorkingSet implements MemoryLayer {
    final CachePolicy policy;
    final long maxBytes;
    final long maxOwnerBytes;
    final int maxOwnerMemories;
    final int maxOwnerRelations;
    final int maxLoads;
    final Duration hotWithin;
    final Duration unverifiedFor;
    final Duration unknownFor;
    final boolean singleJvm;
    final Clock clock;
    final @Nullable CacheListener listener;
    final LongSupplier nanoTime;
    final Probe probe;
    final Function<LongSupplier, Stamps> stamps;
    final Runner runner;
    final boolean hotAtOnce;

    /** Who runs loads. */
    interface Runner {
        void run(Executor background, Runnable load);
    }

    private WorkingSet(Builder builder) {
        policy = new CachePolicy(builder.freshFor, CachePolicy.DEFAULT.negativeFor(), builder.staleIfError);
        maxBytes = builder.maxBytes;
        maxOwnerBytes = Math.max(builder.maxBytes / 4, 32 << 10);
        maxOwnerMemories = builder.maxOwnerMemories;
        maxOwnerRelations = 10 * builder.maxOwnerMemories;
        maxLoads = builder.maxLoads;
        hotWithin = builder.hotWithin;
        unverifiedFor = builder.unverifiedFor;
        unknownFor = builder.unknownFor;
        singleJvm = builder.singleJvm;
        clock = builder.clock;
        listener = builder.listener;
        nanoTime = builder.nanoTime;
        probe = builder.probe;
        stamps = builder.stamps;
        runner = builder.runner;
        hotAtOnce = builder.hotAtOnce;
    }

    /** 256 MB; needs a {@link RedisCache} below. */
    public static WorkingSet defaults() {
        return builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public MemoryStore over(MemoryStore inner) {
        InvalidationFeed feed = inner.unwrap(InvalidationFeed.class).orElse(InvalidationFeed.NONE);
        if (feed == InvalidationFeed.NONE && !singleJvm) {
            throw new IllegalArgumentException("a WorkingSet over " + inner
                    + " would not hear of other JVMs' writes; put a RedisCache below it, or, if no other JVM writes to"
                    + " this store, say WorkingSet.builder().singleJvm()");
        }
        return new WorkingSetStore(inner, this, feed);
    }

    @Override
    public LayerKind kind() {
        return LayerKind.WORKING_SET;
    }

    /** Not thread-safe; what it builds is. */
    public static final class Builder {
        private Duration freshFor = CachePolicy.DEFAULT.freshFor();
        private Duration staleIfError = CachePolicy.DEFAULT.staleIfError();
        private long maxBytes = 256L << 20;
        private int maxOwnerMemories = 20_000;
        private int maxLoads = 2;
        private Duration hotWithin = Duration.ofMinutes(10);
        private Duration unverifiedFor = Duration.ZERO;
        private Duration unknownFor = Duration.ofSeconds(60);
        private boolean singleJvm;
        private Clock clock = Clock.systemUTC();
        private @Nullable CacheListener listener;
        private LongSupplier nanoTime = System::nanoTime;
        private Probe probe = Probe.NONE;
        private Function<LongSupplier, Stamps> stamps = Stamps::new;
        private Runner runner = Executor::execute;
        private boolean hotAtOnce;

        private Builder() {}

        /** The heap that all that is held may take; 256 MB (2²⁸ bytes) by default, at least 64 KiB. */
        public Builder maxBytes(long bytes) {
            maxBytes = bytes;
            return this;
        }

        /**
         * Of an owner with more memories nothing is held; 20,000 by default. Nor of one who would take more than a quarter
         * of {@link #maxBytes}, or has ten times as many relations.
         */
        public Builder maxOwnerMemories(int memories) {
            maxOwnerMemories = memories;
            return this;
        }

        /** How many owners are loaded or compared at once; 2 by default. */
        public Builder maxLoads(int loads) {
            maxLoads = loads;
            return this;
        }

        /** An owner is held from the second read within this time on; 10 minutes by default. */
        public Builder hotWithin(Duration duration) {
            hotWithin = duration;
            return this;
        }

        /** How long what is held counts before it is compared again; 300 seconds by default, shortened by up to a tenth. */
        public Builder freshFor(Duration duration) {
            freshFor = duration;
            return this;
        }

        /** How much longer it may stand in, marked STALE, while the store is unavailable; 10 minutes by default. */
        public Builder staleIfError(Duration duration) {
            staleIfError = duration;
            return this;
        }

        /**
         * How old what is held may be to stand in, marked STALE, when neither the store nor Redis can be reached, so that
         * nobody knows of other JVMs' writes; not at all by default.
         */
        public Builder unverifiedFor(Duration duration) {
            unverifiedFor = duration;
            return this;
        }

        /**
         * How long after a write whose outcome is unknown nothing of its owner is held, since it may still take effect; 60
         * seconds by default. Should be longer than the backend may go on with what its client gave up.
         */
        public Builder unknownFor(Duration duration) {
            unknownFor = duration;
            return this;
        }

        /** Only this JVM writes to the store: no invalidations need be heard. */
        public Builder singleJvm() {
            singleJvm = true;
            return this;
        }

        /** The clock of the store below, by which memories expire; the system's by default. */
        public Builder clock(Clock clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
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

        Builder probe(Probe probe) {
            this.probe = probe;
            return this;
        }

        Builder stamps(Function<LongSupplier, Stamps> stamps) {
            this.stamps = stamps;
            return this;
        }

        Builder runner(Runner runner) {
            this.runner = runner;
            return this;
        }

        /** From the first read on, which loads on its own thread and is then answered from what it loaded. */
        Builder loadsAtOnce() {
            hotAtOnce = true;
            return runner((background, load) -> load.run());
        }

        /**
         * The settings.
         *
         * @throws IllegalArgumentException naming the one that cannot be
         */
        public WorkingSet build() {
            check(maxBytes >= 64 << 10, "maxBytes must be 65,536 at least, but is " + maxBytes);
            check(maxOwnerMemories > 0, "maxOwnerMemories must be positive, but is " + maxOwnerMemories);
            check(maxLoads > 0, "maxLoads must be positive, but is " + maxLoads);
            check(!hotWithin.isNegative(), "hotWithin must not be negative, but is " + hotWithin);
            check(!unverifiedFor.isNegative(), "unverifiedFor must not be negative, but is " + unverifiedFor);
            check(!unknownFor.isNegative(), "unknownFor must not be negative, but is " + unknownFor);
            return new WorkingSet(this);
        }

        private static void check(boolean holds, String otherwise) {
            if (!holds) {
                throw new IllegalArgumentException(otherwise);
            }
        }
    }
}
