package io.github.mem0j.pgvector;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which owners have an approximate index that is ready, as of the last look: a handful, looked up without asking the
 * database. To be out of date costs speed, never correctness: without its index, the approximate query sorts exactly.
 * Thread-safe.
 */
final class AnnIndexes {
    /** For an index that nobody has calibrated. */
    private static final int GLOBAL_EF_SEARCH = 100;

    private final IndexPolicy policy;
    private volatile Map<ByteBuffer, Integer> efSearch = Map.of();

    AnnIndexes(IndexPolicy policy) {
        this.policy = policy;
    }

    /** How carefully to search an owner's index, or null if the search is to be exact. */
    @Nullable
    Integer efSearch(byte[] owner) {
        if (policy instanceof IndexPolicy.ExactThenPartial) {
            Map<ByteBuffer, Integer> known = efSearch;
            return known.isEmpty() ? null : known.get(ByteBuffer.wrap(owner));
        }
        return policy instanceof IndexPolicy.GlobalHnsw ? GLOBAL_EF_SEARCH : null;
    }

    /** Looks who has one; nothing to do where the policy knows by itself. */
    void refresh(Database database, Names names) {
        if (policy instanceof IndexPolicy.ExactThenPartial) {
            Query query = new Query().add("SELECT owner, ef_search FROM " + names.ann() + " WHERE ready");
            efSearch = database.read(
                    "reading the list of indexes",
                    null,
                    session -> session.query(query, row -> {
                        Map<ByteBuffer, Integer> found = new HashMap<>();
                        while (row.next()) {
                            found.put(ByteBuffer.wrap(row.getBytes(1)), row.getInt(2));
                        }
                        return found;
                    }));
        }
    }
}
