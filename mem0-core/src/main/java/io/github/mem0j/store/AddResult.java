package io.github.mem0j.store;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What became of each added memory, in the order of the request.
 *
 * @param items one per memory
 * @param provenance where this comes from
 */
public record AddResult(List<Item> items, Provenance provenance) implements StoreResult {
    /** What became of one. */
    public enum Outcome {
        /** It is stored, by this call or by an earlier attempt of it. */
        CREATED,
        /** It replaced what was there under its id. */
        UPDATED,
        /** Its text was there already; nothing was stored. */
        DUPLICATE
    }

    /**
     * One memory's outcome.
     *
     * @param id of the memory that now holds the text; for a DUPLICATE that of the earlier one
     * @param outcome what became of it
     * @param version of that memory
     * @param createdAt when that memory was first stored, or what its adder said
     * @param updatedAt when it was last changed
     */
    public record Item(UUID id, Outcome outcome, long version, Instant createdAt, Instant updatedAt) {}

    public AddResult {
        items = List.copyOf(items);
    }

    /** The ids under which the texts are now found, in the order of the request. */
    public List<UUID> ids() {
        return items.stream().map(Item::id).toList();
    }

    @Override
    public AddResult withProvenance(Provenance provenance) {
        return new AddResult(items, provenance);
    }
}
