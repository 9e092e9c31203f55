package io.github.mem0j.store;

import io.github.mem0j.store.ScanRequest.Cursor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a scan.
 *
 * @param memories at most the request's limit
 * @param next where the next page starts, or null after the last
 */
public record ScanPage(
        List<StoredMemory> memories, @Nullable Cursor next) {
    public ScanPage {
        memories = List.copyOf(memories);
    }
}
