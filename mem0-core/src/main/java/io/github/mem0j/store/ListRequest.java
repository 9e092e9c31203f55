package io.github.mem0j.store;

import static java.util.Objects.requireNonNull;

import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import org.jspecify.annotations.Nullable;

/**
 * Memories to list, newest first.
 *
 * @param scope where to look
 * @param filter what must hold
 * @param limit the page's size, 1 to {@value ReadRequest#MAX_LIMIT}; 100 by default
 * @param cursor {@link ListResult#next()} of the page before, or null for the first
 * @param withEmbeddings whether the answer carries the vectors; false by default
 * @param options how fresh, and until when
 */
public record ListRequest(
        MemoryScope scope,
        MemoryFilter filter,
        int limit,
        @Nullable ListCursor cursor,
        boolean withEmbeddings,
        ReadOptions options)
        implements ReadRequest {
    public static final int DEFAULT_LIMIT = 100;

    public ListRequest {
        requireNonNull(scope, "scope");
        requireNonNull(filter, "filter");
        requireNonNull(options, "options");
        Bounds.within("limit", limit, 1, MAX_LIMIT);
        if (cursor != null && !cursor.belongsTo(scope, filter)) {
            throw new IllegalArgumentException(
                    "cursor comes from a list with another scope or filter; start without a cursor");
        }
    }

    public static ListRequest of(MemoryScope scope) {
        return new ListRequest(scope, MemoryFilter.all(), DEFAULT_LIMIT, null, false, ReadOptions.DEFAULT);
    }

    /** Set the filter before the cursor, which belongs to it. */
    public ListRequest withFilter(MemoryFilter filter) {
        return new ListRequest(scope, filter, limit, cursor, withEmbeddings, options);
    }

    public ListRequest withLimit(int limit) {
        return new ListRequest(scope, filter, limit, cursor, withEmbeddings, options);
    }

    public ListRequest after(@Nullable ListCursor cursor) {
        return new ListRequest(scope, filter, limit, cursor, withEmbeddings, options);
    }

    public ListRequest includingEmbeddings() {
        return new ListRequest(scope, filter, limit, cursor, true, options);
    }

    @Override
    public ListRequest withOptions(ReadOptions options) {
        return new ListRequest(scope, filter, limit, cursor, withEmbeddings, options);
    }

    @Override
    public Operation operation() {
        return Operation.LIST;
    }
}
