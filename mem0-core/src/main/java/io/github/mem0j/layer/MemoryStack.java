package io.github.mem0j.layer;

import io.github.mem0j.store.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Layers around a backend, written innermost first. The stack built is itself a {@link MemoryStore}: its
 * {@code toString()} prints the nest, its {@code close()} closes outermost first and the backend last.
 *
 * <pre>{@code
 * MemoryStore store = MemoryStack.over(backend).layer(inner).layer(outer).build();
 * store.toString(); // Outer(Inner(Backend))
 * }</pre>
 *
 * <p>Not thread-safe; what it builds is.
 */
public final class MemoryStack {
    private static final Logger log = LoggerFactory.getLogger(MemoryStack.class);

    private final MemoryStore backend;
    private final List<MemoryLayer> layers = new ArrayList<>();

    private MemoryStack(MemoryStore backend) {
        this.backend = Objects.requireNonNull(backend, "backend");
    }

    public static MemoryStack over(MemoryStore backend) {
        return new MemoryStack(backend);
    }

    /** Puts one more layer around what is there. */
    public MemoryStack layer(MemoryLayer layer) {
        layers.add(Objects.requireNonNull(layer, "layer"));
        return this;
    }

    /**
     * Builds the stack, which from now on owns its backend. Where layers are in another order than that of
     * {@link LayerKind} it logs a warning, which says what is slow or lost; a layer that would break a guarantee refuses
     * its place.
     *
     * @throws IllegalArgumentException if a layer refuses its place; what was built so far is closed, the backend too
     */
    public MemoryStore build() {
        MemoryStore outermost = backend;
        try {
            for (MemoryLayer layer : layers) {
                outermost = Objects.requireNonNull(layer.over(outermost), "a layer returned null");
            }
            for (String advice : StackAdvice.on(layers)) {
                log.warn("{}: {} (see docs/ordering.md)", outermost, advice);
            }
            return outermost;
        } catch (RuntimeException refusal) {
            try {
                outermost.close();
            } catch (RuntimeException e) {
                refusal.addSuppressed(e);
            }
            throw refusal;
        }
    }
}
