package io.github.mem0j.store;

import static java.util.Objects.requireNonNull;

import io.github.mem0j.model.MemoryScope;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * Memories to read by id.
 *
 * @param scope where to look
 * @param ids 1 to {@value ReadRequest#MAX_LIMIT} distinct ids
 * @param withEmbeddings whether the answer carries the vectors; false by default
 * @param options how fresh, and until when
 */
public record GetRequest(MemoryScope scope, List<UUID> ids, boolean withEmbeddings, ReadOptions options)
        implements ReadRequest {
    public GetRequest {
        requireNonNull(scope, "scope");
        requireNonNull(options, "options");
        ids = Bounds.listOf("ids", ids);
        Bounds.within("number of ids", ids.size(), 1, MAX_LIMIT);
        Bounds.distinct("ids", ids);
    }

    public static GetRequest of(MemoryScope scope, UUID... ids) {
        return of(scope, Arrays.asList(ids));
    }

    public static GetRequest of(MemoryScope scope, List<UUID> ids) {
        return new GetRequest(scope, ids, false, ReadOptions.DEFAULT);
    }

    public GetRequest includingEmbeddings() {
        return new GetRequest(scope, ids, true, options);
    }

    @Override
    public GetRequest withOptions(ReadOptions options) {
        return new GetRequest(scope, ids, withEmbeddings, options);
    }

    @Override
    public Operation operation() {
        return Operation.GET;
    }
}
