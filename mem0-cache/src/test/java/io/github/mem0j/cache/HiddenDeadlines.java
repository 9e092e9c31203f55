package io.github.mem0j.cache;

import io.github.mem0j.layer.ForwardingMemoryStore;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.ReadOptions;

/**
 * Two layers which hide the deadlines of gets from the caches between them: to those a leader that is out of time looks
 * like a store that fails. Of the same thread only, as loads are.
 */
final class HiddenDeadlines {
    private static final ThreadLocal<Deadline> HIDDEN = new ThreadLocal<>();

    private HiddenDeadlines() {}

    /** The layer that takes them away. */
    static MemoryStore above(MemoryStore inner) {
        return new ForwardingMemoryStore(inner) {
            @Override
            public GetResult get(GetRequest request) {
                ReadOptions options = request.options();
                HIDDEN.set(options.deadline());
                return super.get(request.withOptions(new ReadOptions(options.freshness(), options.maxAge(), null)));
            }
        };
    }

    /** The layer that puts them back. */
    static MemoryStore below(MemoryStore inner) {
        return new ForwardingMemoryStore(inner) {
            @Override
            public GetResult get(GetRequest request) {
                Deadline deadline = HIDDEN.get();
                return super.get(
                        deadline == null
                                ? request
                                : request.withOptions(request.options().withDeadline(deadline)));
            }
        };
    }
}
