package io.github.mem0j.pgvector;

import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Which owners have an index ready to be searched, as this JVM knows it: read in the background, never by a search. If it
 * is behind, a search is slower or exact, not wrong. Thread-safe.
 */
final class AnnIndexes {
    private final Database database;
    private final Names names;
    private final IndexPolicy policy;
    private volatile Map<ByteBuffer, Integer> ready = Map.of();

    AnnIndexes(Database database, Names names, IndexPolicy policy) {
        this.database = database;
        this.names = names;
        this.policy = policy;
    }

    /** How many candidates an approximate search for the owner has to keep; empty if it is to be exact. */
    OptionalInt efSearch(String ownerKey) {
        if (policy instanceof IndexPolicy.GlobalHnsw global) {
            return OptionalInt.of(global.efSearch());
        }
        Map<ByteBuffer, Integer> known = ready;
        Integer found = known.isEmpty() ? null : known.get(ByteBuffer.wrap(Layout.ownerHash(ownerKey)));
        return found == null ? OptionalInt.empty() : OptionalInt.of(found);
    }

    void refresh() {
        if (policy instanceof IndexPolicy.ExactThenPartial) {
            ready = database.read("reading which indexes are ready", null, this::read);
        }
    }

    private Map<ByteBuffer, Integer> read(Session session) throws SQLException {
        Query query = new Query().add("SELECT owner, ef_search FROM " + names.ann() + " WHERE ready");
        return session.query(query, rows -> {
            Map<ByteBuffer, Integer> found = new HashMap<>();
            while (rows.next()) {
                found.put(ByteBuffer.wrap(rows.getBytes(1)), rows.getInt(2));
            }
            return Map.copyOf(found);
        });
    }
}
