package io.github.mem0j.store;

import io.github.mem0j.model.Memory;
import java.util.List;

/**
 * The memories found, by (score descending, id).
 *
 * @param hits at most the request's limit
 * @param provenance where this comes from
 */
public record SearchResult(List<Hit> hits, Provenance provenance) implements StoreResult {
    /**
     * One memory found.
     *
     * @param memory as it was when ranked
     * @param score {@code max(0, 1 − cosine distance)}: 1 for the same direction, 0 for a right angle or more
     */
    public record Hit(Memory memory, double score) {}

    public SearchResult {
        hits = List.copyOf(hits);
    }

    /** The memories without their scores. */
    public List<Memory> memories() {
        return hits.stream().map(Hit::memory).toList();
    }

    @Override
    public SearchResult withProvenance(Provenance provenance) {
        return new SearchResult(hits, provenance);
    }
}
