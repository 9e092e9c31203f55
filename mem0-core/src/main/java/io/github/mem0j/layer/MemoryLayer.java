package io.github.mem0j.layer;

import io.github.mem0j.store.MemoryStore;

/** What surrounds a store with one layer: its configuration, or simply a constructor. */
@FunctionalInterface
public interface MemoryLayer {
    /**
     * The layer around {@code inner}. What it needs of the layers below it finds by {@link MemoryStore#unwrap}.
     *
     * @throws IllegalArgumentException if it would break a guarantee in this place; the message says where it belongs
     */
    MemoryStore over(MemoryStore inner);

    /** What it is for, from which {@link MemoryStack} knows where it belongs; {@link LayerKind#OTHER} unless overridden. */
    default LayerKind kind() {
        return LayerKind.OTHER;
    }
}
