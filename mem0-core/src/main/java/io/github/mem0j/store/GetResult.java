package io.github.mem0j.store;

import io.github.mem0j.model.Memory;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The memories found, in the order of the request's ids; unknown ones are left out.
 *
 * @param memories those found
 * @param provenance where this comes from
 */
public record GetResult(List<Memory> memories, Provenance provenance) implements StoreResult {
    public GetResult {
        memories = List.copyOf(memories);
    }

    public Optional<Memory> memory(UUID id) {
        return memories.stream().filter(memory -> memory.id().equals(id)).findFirst();
    }

    @Override
    public GetResult withProvenance(Provenance provenance) {
        return new GetResult(memories, provenance);
    }
}
