package io.github.mem0j.store;

import io.github.mem0j.model.MemoryScope;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A page of a scan.
 *
 * @param scope whose memories, or null for everybody's
 * @param after {@link ScanPage#next()} of the page before, or null for the first
 * @param limit the page's size, 1 to {@value ReadRequest#MAX_LIMIT}
 */
public record ScanRequest(
        @Nullable MemoryScope scope, @Nullable Cursor after, int limit) {
    /**
     * A place in a scan: just after one memory. Plain data, so that a scan can be resumed by another process.
     *
     * @param ownerKey {@link MemoryScope#ownerKey()} of that memory
     * @param id its id
     */
    public record Cursor(String ownerKey, UUID id) {}

    public ScanRequest {
        Bounds.within("limit", limit, 1, ReadRequest.MAX_LIMIT);
    }

    /** Everybody's, from the start, in the largest pages. */
    public static ScanRequest all() {
        return new ScanRequest(null, null, ReadRequest.MAX_LIMIT);
    }

    public static ScanRequest of(MemoryScope scope) {
        return new ScanRequest(scope, null, ReadRequest.MAX_LIMIT);
    }

    public ScanRequest after(@Nullable Cursor cursor) {
        return new ScanRequest(scope, cursor, limit);
    }

    public ScanRequest withLimit(int limit) {
        return new ScanRequest(scope, after, limit);
    }
}
