package io.github.mem0j.store;

/** What a {@link MemoryStore} answers: immutable data, with its {@link Provenance}. */
public sealed interface StoreResult
        permits AddResult,
                GetResult,
                SearchResult,
                ListResult,
                UpdateResult,
                DeleteResult,
                RelateResult,
                RelatedResult {
    Provenance provenance();

    StoreResult withProvenance(Provenance provenance);
}
