package io.github.mem0j.store;

import java.util.List;
import java.util.Objects;

/** The calls themselves: right for every store, and no quicker. */
record OneByOne(MemoryStore store) implements BulkStore {
    OneByOne {
        Objects.requireNonNull(store, "store");
    }

    @Override
    public List<BulkOutcome<AddResult>> addAll(List<AddRequest> requests) {
        return List.copyOf(requests).stream()
                .map(request -> BulkOutcome.ofCall(() -> store.add(request)))
                .toList();
    }

    @Override
    public List<BulkOutcome<GetResult>> getAll(List<GetRequest> requests) {
        return List.copyOf(requests).stream()
                .map(request -> BulkOutcome.ofCall(() -> store.get(request)))
                .toList();
    }
}
