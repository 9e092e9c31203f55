package io.github.mem0j.store;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Relation;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What operators need of a store and agents do not; every backend has it, and {@link MemoryStore#unwrap} reaches it
 * through all layers. Safe for use by many threads at once; throws what a {@link MemoryStore} throws.
 *
 * <pre>{@code StoreAdmin.of(store).erase(MemoryScope.user("alice"));}</pre>
 */
public interface StoreAdmin {
    /** The admin of a store, through its layers. */
    static StoreAdmin of(MemoryStore store) {
        return store.unwrap(StoreAdmin.class)
                .orElseThrow(() -> new IllegalArgumentException(
                        store + " passes on no StoreAdmin; its unwrap must forward to the backend"));
    }

    /**
     * Reads live memories of all owners, page by page in the store's own order, with embeddings and relations. Each
     * page is consistent in itself; what is present and unchanged throughout a whole scan appears exactly once.
     */
    ScanPage scan(ScanRequest request);

    /**
     * Puts memories back exactly as a {@link #scan} gave them, times and versions included, replacing what is there
     * under their ids. Relations are not touched: set them with {@link MemoryStore#relate} once both ends are back.
     *
     * @throws StoreRejectedException if the space is not the store's; nothing is stored then
     */
    void restore(EmbeddingSpace space, List<StoredMemory> memories);

    /**
     * Removes for good all that is in scope: live, hidden and expired memories, their relations, and what layers and
     * companion stores hold of them.
     *
     * @return how many live memories there were
     */
    long erase(MemoryScope scope);

    /** Removes expired memories, of all owners, for good. Returns how many. */
    long purgeExpired();

    /** Live memories in scope. */
    long count(MemoryScope scope);

    /** Live memories of all owners. */
    long count();

    /**
     * Versions of the live memories in scope, in no particular order: enough to tell what changed since an earlier
     * look, for far less than a scan, where a backend overrides this.
     *
     * @param limit how many at most, 1 or more
     */
    default List<MemoryVersion> versions(MemoryScope scope, int limit) {
        return Scans.collect(this, scope, limit, stored -> Stream.of(MemoryVersion.of(stored.memory())));
    }

    /**
     * Relations that start from live memories in scope and end at live ones, in no particular order.
     *
     * @param limit how many at most, 1 or more
     */
    default List<Relation> relations(MemoryScope scope, int limit) {
        return Scans.collect(this, scope, limit, stored -> stored.relations().stream());
    }

    /** What reads will show of an embedding that is added: the same, but for stores that round. Asks no server. */
    default Embedding asStored(Embedding embedding) {
        return embedding;
    }

    /** The space that the first memory claimed, or empty while the store has never had one. */
    Optional<EmbeddingSpace> space();

    /**
     * Asks the backend for a sign of life, cheaply and without touching data.
     *
     * @throws StoreUnavailableException if there is none
     */
    void ping();
}
