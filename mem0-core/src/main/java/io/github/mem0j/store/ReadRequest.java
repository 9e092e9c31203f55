package io.github.mem0j.store;

import org.jspecify.annotations.Nullable;

/** A request that changes nothing. Its {@link #options()} say how fresh the answer must be, not what it is about. */
public sealed interface ReadRequest extends StoreRequest
        permits GetRequest, SearchRequest, ListRequest, RelatedRequest {
    /** The most memories that one read returns. */
    int MAX_LIMIT = 1_000;

    ReadOptions options();

    ReadRequest withOptions(ReadOptions options);

    @Override
    default @Nullable Deadline deadline() {
        return options().deadline();
    }

    @Override
    default ReadRequest withDeadline(Deadline deadline) {
        return withOptions(options().withDeadline(deadline));
    }

    @Override
    default boolean isRepeatable() {
        return true;
    }
}
