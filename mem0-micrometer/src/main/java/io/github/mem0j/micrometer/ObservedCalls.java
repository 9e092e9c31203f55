package io.github.mem0j.micrometer;

import io.github.mem0j.layer.LayerKind;
import io.github.mem0j.layer.MemoryLayer;
import io.github.mem0j.store.MemoryStore;
import io.micrometer.observation.ObservationRegistry;
import java.util.Objects;

/**
 * A Micrometer observation around each call, from its beginning to its end on the caller's thread: a span for those who
 * trace, a parent for what the layers below observe, and a timer where the registry's handlers make one of each observation.
 *
 * <pre>{@code
 * MemoryStore stack = MemoryStack.over(store).layer(cache).layer(ObservedCalls.in(observations)).build();
 * }</pre>
 *
 * <p>It is called {@code mem0.call}, with the low-cardinality keys {@code op}, {@code observation}, {@code outcome},
 * {@code source} and {@code degraded}, as in docs/metrics.md, and the exception if there was one. None holds a user, an id or
 * a text; handlers see the exception, whose message may name an id.
 *
 * <p>It is a layer, as a listener of {@link io.github.mem0j.observation.Observation} hears of calls only when they are over.
 * Handlers that throw are logged, once, and change no call. Immutable and thread-safe; nothing to close.
 */
public final class ObservedCalls implements MemoryLayer {
    private final ObservationRegistry registry;
    private final String name;
    private final LayerKind kind;

    private ObservedCalls(ObservationRegistry registry, String name, LayerKind kind) {
        this.registry = Objects.requireNonNull(registry, "registry");
        this.name = Objects.requireNonNull(name, "name");
        this.kind = kind;
    }

    /** For the outermost layer, whose {@code observation} is {@code stack}. */
    public static ObservedCalls in(ObservationRegistry registry) {
        return new ObservedCalls(registry, "stack", LayerKind.OBSERVATION);
    }

    /** For one further inside, such as around the {@code store}. */
    public static ObservedCalls in(ObservationRegistry registry, String name) {
        return new ObservedCalls(registry, name, LayerKind.OTHER);
    }

    @Override
    public MemoryStore over(MemoryStore inner) {
        return new ObservedCallsStore(inner, registry, name);
    }

    @Override
    public LayerKind kind() {
        return kind;
    }
}
