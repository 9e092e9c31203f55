package io.github.mem0j.store;

/**
 * What a delete did.
 *
 * @param count how many live memories it deleted
 * @param provenance where this comes from
 */
public record DeleteResult(long count, Provenance provenance) implements StoreResult {
    @Override
    public DeleteResult withProvenance(Provenance provenance) {
        return new DeleteResult(count, provenance);
    }
}
