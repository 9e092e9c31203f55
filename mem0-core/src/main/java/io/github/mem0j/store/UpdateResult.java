package io.github.mem0j.store;

import java.util.UUID;

/**
 * What became of an update.
 *
 * @param id the memory's
 * @param outcome whether it was there
 * @param version after the update; 0 if NOT_FOUND
 * @param provenance where this comes from
 */
public record UpdateResult(UUID id, Outcome outcome, long version, Provenance provenance) implements StoreResult {
    /** Whether the memory was there. */
    public enum Outcome {
        UPDATED,
        NOT_FOUND
    }

    @Override
    public UpdateResult withProvenance(Provenance provenance) {
        return new UpdateResult(id, outcome, version, provenance);
    }
}
