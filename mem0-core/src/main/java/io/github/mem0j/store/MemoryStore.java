package io.github.mem0j.store;

import java.util.Optional;

/**
 * A store of memories: a backend, or a layer around one. Safe for use by many threads at once.
 *
 * <p>The rules that hold for every implementation (the contract suite of mem0-testkit has a case for each):
 *
 * <ul>
 *   <li><b>Scope.</b> Tenant and user bound every operation: no id, filter, relation or cursor reaches another owner's
 *       memories. An absent agent or run means any, except in {@code add}, which stores "none".
 *   <li><b>All or nothing.</b> Each write is one transaction of its own; what failed left nothing behind, unless its
 *       exception says that the outcome is {@linkplain StoreUnavailableException.Outcome#UNKNOWN unknown}.
 *   <li><b>Absent means absent.</b> Deleted and expired memories appear in no answer.
 *   <li><b>Order.</b> Searches by (score descending, id), lists by (createdAt, id) newest first, ids as unsigned bytes.
 *   <li><b>"Down" is never empty.</b> A store that cannot answer throws; an answer that is not fresh says so in its
 *       {@link Provenance}.
 * </ul>
 *
 * <p>Operations throw {@link StoreUnavailableException} (transient), {@link StoreRejectedException} (the request does
 * not fit what is stored) or {@link StoreCorruptedException} (what is stored cannot be read); nothing else.
 */
public interface MemoryStore extends AutoCloseable {
    /**
     * Stores new memories, or with {@link AddRequest.Mode#UPSERT} replaces them by id.
     *
     * @throws StoreRejectedException if an id is taken, lies under another agent or run, the embedding space is not the
     *     store's, or a size is past its bound; nothing is stored then
     */
    AddResult add(AddRequest request);

    /** Reads memories by id; unknown ids are absent from the answer. */
    GetResult get(GetRequest request);

    /**
     * Finds the memories most similar to an embedding: k hits if k live matches are in scope.
     *
     * @throws StoreRejectedException if the embedding space is not the store's
     */
    SearchResult search(SearchRequest request);

    /** Lists memories newest first, page by page; what is present throughout appears exactly once. */
    ListResult list(ListRequest request);

    /**
     * Changes one memory.
     *
     * @throws VersionConflictException if a version was expected and another is there
     * @throws StoreRejectedException if the embedding space is not the store's or a size is past its bound
     */
    UpdateResult update(UpdateRequest request);

    /** Deletes by ids, by filter or everything in scope, and counts what it deleted; unknown ids do not count. */
    DeleteResult delete(DeleteRequest request);

    /** Relates memories; a missing endpoint is reported for its relation and the rest is applied. */
    RelateResult relate(RelateRequest request);

    /**
     * Finds what is related to a memory, nearest first, following relations in both directions. The answer is fresh until
     * that memory expires, and says so if it does.
     *
     * @throws StoreRejectedException if the memory to start from is unknown
     */
    RelatedResult related(RelatedRequest request);

    /**
     * What stands behind this store as a {@code type}: the store itself, a layer or backend below it, or a capability
     * such as {@link StoreAdmin} or {@link BulkStore}. Layers pass the question on, wrap the {@link StoreAdmin} they pass
     * up so that {@code erase} reaches them too, and wrap the {@link BulkStore} or keep it to themselves; going past them
     * to a backend's own class goes past their guarantees as well.
     */
    <T> Optional<T> unwrap(Class<T> type);

    /** Ends this store and those it was built over, outermost first. Idempotent; later calls are rejected. */
    @Override
    void close();
}
