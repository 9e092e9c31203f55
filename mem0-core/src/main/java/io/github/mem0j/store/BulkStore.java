package io.github.mem0j.store;

import java.util.List;

/**
 * Many requests, of any owners, in one call: an optional capability, for those who have several at hand, such as {@code
 * io.github.mem0j.batching.Batching}. A backend that has it spends few round trips and commits on them. Safe for use by
 * many threads at once.
 *
 * <p>Each request means what it means to {@link MemoryStore} by itself: it is all or nothing, it has its own result or
 * its own exception, and what is wrong with one does not touch another. Their effect is as if they were made one after
 * the other, in their order; there is no transaction around them. One whose deadline has passed is not started; the
 * whole takes no longer than the latest deadline.
 *
 * <pre>{@code
 * List<BulkOutcome<AddResult>> outcomes = BulkStore.of(store).addAll(requests);
 * }</pre>
 *
 * <p>A layer passes it on only if it knows how to do there what it does around single calls ({@link
 * io.github.mem0j.layer.ForwardingMemoryStore#decorate(BulkStore)}); above all others, requests go one by one.
 */
public interface BulkStore {
    /** That of a store if it has one, through its layers; otherwise one that makes the calls one by one. */
    static BulkStore of(MemoryStore store) {
        return store.unwrap(BulkStore.class).orElseGet(() -> oneByOne(store));
    }

    /** Makes the calls one by one. */
    static BulkStore oneByOne(MemoryStore store) {
        return new OneByOne(store);
    }

    /** What became of each request, in their order. Throws nothing for a request's sake. */
    List<BulkOutcome<AddResult>> addAll(List<AddRequest> requests);

    /** What became of each request, in their order. Throws nothing for a request's sake. */
    List<BulkOutcome<GetResult>> getAll(List<GetRequest> requests);
}
