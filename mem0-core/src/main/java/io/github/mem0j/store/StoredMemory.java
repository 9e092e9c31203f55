package io.github.mem0j.store;

import io.github.mem0j.model.Memory;
import io.github.mem0j.model.Relation;
import java.util.List;
import java.util.Objects;

/**
 * All that a store holds of one live memory.
 *
 * @param memory with its embedding
 * @param deduplicated whether it answers for its text in {@linkplain AddRequest#deduplicate() deduplicated} adds
 * @param relations those that start from it
 */
public record StoredMemory(Memory memory, boolean deduplicated, List<Relation> relations) {
    public StoredMemory {
        Objects.requireNonNull(memory.embedding(), "a stored memory comes with its embedding");
        relations = List.copyOf(relations);
    }
}
