package io.github.mem0j.observation;

import io.github.mem0j.layer.LayerKind;
import io.github.mem0j.layer.MemoryLayer;
import io.github.mem0j.store.MemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What callers see of a stack: how long each operation takes and how it ends, told to listeners, counted, and logged where
 * it is slow. It changes no request, answer or exception.
 *
 * <pre>{@code
 * MemoryStack.over(backend)
 *         .layer(Observation.builder().name("store").build()) // if you like: what of a slow call is the store's
 *         .layer(inner)
 *         .layer(Observation.builder().slowAfter(Duration.ofMillis(50)).listener(event -> {}).build()) // outermost
 *         .build();
 * }</pre>
 *
 * <ul>
 *   <li><b>Listeners</b> are told of each operation, and of each call of the {@link io.github.mem0j.store.StoreAdmin} but
 *       {@code asStored}, when it has ended; see {@link OperationEvent}.
 *   <li><b>The slow log</b>: calls of 100 ms or more are logged at WARN by the logger of this class, one line a second at
 *       most for each operation, which says how many were passed over: {@code search took 182 ms (store 171 ms), answered
 *       by pgvector, 10 items, 10 asked for}.
 *   <li><b>Statistics</b>, per operation since the start: {@link ObservationAdmin#of}.
 * </ul>
 *
 * <p><b>Where the time went.</b> Any number of observations may be in one stack: one without a name outermost, and others,
 * each with a name, around the layers that are to be told apart. A call that runs through several <em>on one thread</em>
 * knows how long it spent within each of those inside. What other threads do for it (a load that it waits for, a batch that
 * another caller sends) counts as its own time, within none. A slow call is logged by the outermost observation for which
 * it is slow, once.
 *
 * <p>Settings are immutable and thread-safe. Each layer made by them counts for itself, in about 20 KB for each operation
 * that is ever called; listeners are shared.
 */
public final class Observation implements MemoryLayer {
    private static final String UNNAMED = "stack";

    final String name;
    final boolean isNamed;
    final long slowNanos;
    final long slowLogEveryNanos;
    final Listeners listeners;
    final LongSupplier nanoTime;

    private Observation(Builder builder) {
        name = builder.name == null ? UNNAMED : builder.name;
        isNamed = builder.name != null;
        slowNanos = TimeUnit.NANOSECONDS.convert(builder.slowAfter);
        slowLogEveryNanos = TimeUnit.NANOSECONDS.convert(builder.slowLogEvery);
        listeners = new Listeners(builder.listeners);
        nanoTime = builder.nanoTime;
    }

    /** Without listeners: the slow log and statistics. */
    public static Observation defaults() {
        return builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public MemoryStore over(MemoryStore inner) {
        return new ObservedStore(inner, this);
    }

    /** {@link LayerKind#OBSERVATION}, which belongs outermost; with a name {@link LayerKind#OTHER}, at home anywhere. */
    @Override
    public LayerKind kind() {
        return isNamed ? LayerKind.OTHER : LayerKind.OBSERVATION;
    }

    /** Not thread-safe; what it builds is. */
    public static final class Builder {
        private @Nullable String name;
        private Duration slowAfter = Duration.ofMillis(100);
        private Duration slowLogEvery = Duration.ofSeconds(1);
        private final List<OperationListener> listeners = new ArrayList<>();
        private LongSupplier nanoTime = System::nanoTime;

        private Builder() {}

        /** For one that is not the outermost: what is inside it, such as {@code store}. */
        public Builder name(String name) {
            this.name = Objects.requireNonNull(name, "name");
            return this;
        }

        /** From when on a call is slow; 100 milliseconds by default. */
        public Builder slowAfter(Duration duration) {
            slowAfter = Objects.requireNonNull(duration, "slowAfter");
            return this;
        }

        /** Logs at most one slow call of each operation in this time; a second by default, zero for each of them. */
        public Builder slowLogEvery(Duration duration) {
            slowLogEvery = Objects.requireNonNull(duration, "slowLogEvery");
            return this;
        }

        /** One more listener. */
        public Builder listener(OperationListener listener) {
            listeners.add(Objects.requireNonNull(listener, "listener"));
            return this;
        }

        /** The clock of all times. */
        Builder nanoTime(LongSupplier nanoTime) {
            this.nanoTime = nanoTime;
            return this;
        }

        /**
         * The settings.
         *
         * @throws IllegalArgumentException naming what cannot be
         */
        public Observation build() {
            check(name == null || !name.isBlank(), "an observation's name must not be blank");
            check(slowAfter.compareTo(Duration.ZERO) > 0, "slowAfter must be positive, but is " + slowAfter);
            check(!slowLogEvery.isNegative(), "slowLogEvery must not be negative, but is " + slowLogEvery);
            return new Observation(this);
        }

        private static void check(boolean holds, String otherwise) {
            if (!holds) {
                throw new IllegalArgumentException(otherwise);
            }
        }
    }
}
