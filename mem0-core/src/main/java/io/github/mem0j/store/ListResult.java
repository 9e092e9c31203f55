package io.github.mem0j.store;

import io.github.mem0j.model.Memory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list, newest first.
 *
 * @param memories at most the request's limit
 * @param next where the next page starts, or null after the last
 * @param provenance where this comes from
 */
public record ListResult(List<Memory> memories, @Nullable ListCursor next, Provenance provenance)
        implements StoreResult {
    public ListResult {
        memories = List.copyOf(memories);
    }

    @Override
    public ListResult withProvenance(Provenance provenance) {
        return new ListResult(memories, next, provenance);
    }
}
