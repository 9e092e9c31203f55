package io.github.mem0j.store;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of an update.
 *
 * @param id the memory's
 * @param outcome whether it was there
 * @param version after the update; 0 if NOT_FOUND
 * @param updatedAt when that was; null if NOT_FOUND
 * @param provenance where this comes from
 */
public record UpdateResult(
        UUID id, Outcome outcome, long version, @Nullable Instant updatedAt, Provenance provenance)
        implements StoreResult {
    /** Whether the memory was there. */
    public enum Outcome {
        UPDATED,
        NOT_FOUND
    }

    /** There is no such memory in scope. */
    public static UpdateResult notFound(UUID id, Provenance provenance) {
        return new UpdateResult(id, Outcome.NOT_FOUND, 0, null, provenance);
    }

    @Override
    public UpdateResult withProvenance(Provenance provenance) {
        return new UpdateResult(id, outcome, version, updatedAt, provenance);
    }
}
