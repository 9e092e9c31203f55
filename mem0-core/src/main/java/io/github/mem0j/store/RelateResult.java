package io.github.mem0j.store;

import java.util.List;

/**
 * What became of each relation, in the order of the request.
 *
 * @param outcomes one per relation
 * @param provenance where this comes from
 */
public record RelateResult(List<Outcome> outcomes, Provenance provenance) implements StoreResult {
    /** What became of one. */
    public enum Outcome {
        APPLIED,
        /** One or both of its memories are not in scope; it was left out. */
        MISSING_ENDPOINT
    }

    public RelateResult {
        outcomes = List.copyOf(outcomes);
    }

    @Override
    public RelateResult withProvenance(Provenance provenance) {
        return new RelateResult(outcomes, provenance);
    }
}
