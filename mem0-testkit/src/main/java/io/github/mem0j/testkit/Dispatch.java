package io.github.mem0j.testkit;

import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.StoreRequest;
import io.github.mem0j.store.StoreResult;
import io.github.mem0j.store.UpdateRequest;

/** Hands a request to the operation it belongs to. */
final class Dispatch {
    private Dispatch() {}

    static StoreResult call(MemoryStore store, StoreRequest request) {
        return switch (request.operation()) {
            case ADD -> store.add((AddRequest) request);
            case GET -> store.get((GetRequest) request);
            case SEARCH -> store.search((SearchRequest) request);
            case LIST -> store.list((ListRequest) request);
            case UPDATE -> store.update((UpdateRequest) request);
            case DELETE -> store.delete((DeleteRequest) request);
            case RELATE -> store.relate((RelateRequest) request);
            case RELATED -> store.related((RelatedRequest) request);
        };
    }
}
