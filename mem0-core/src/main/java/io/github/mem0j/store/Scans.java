package io.github.mem0j.store;

import io.github.mem0j.model.MemoryScope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** What {@link StoreAdmin} can tell by scanning, for stores that have no shorter way. */
final class Scans {
    private Scans() {}

    /** The first {@code limit} of what {@code parts} takes from the live memories in scope. */
    static <T> List<T> collect(
            StoreAdmin admin, MemoryScope scope, int limit, Function<StoredMemory, Stream<T>> parts) {
        Bounds.within("limit", limit, 1, Integer.MAX_VALUE);
        List<T> found = new ArrayList<>();
        ScanRequest request = ScanRequest.of(scope);
        while (true) {
            ScanPage page = admin.scan(request);
            page.memories().stream().flatMap(parts).limit(limit - found.size()).forEach(found::add);
            if (page.next() == null || found.size() >= limit) {
                return found;
            }
            request = request.after(page.next());
        }
    }
}
