package io.github.mem0j.pgvector;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The table of partial indexes, as maintenance reads and writes it. */
final class AnnRegistry {
    /** @param rows how many memories the owner had when the index was last calibrated */
    record Entry(boolean ready, long rows) {}

    /** An owner, by its hash in hexadecimal, and how many live memories it has. */
    record Owner(String hex, long rows) {
        byte[] hash() {
            return HexFormat.of().parseHex(hex);
        }
    }

    private final Session session;
    private final Names names;

    AnnRegistry(Session session, Names names) {
        this.session = session;
        this.names = names;
    }

    /** Owners with at least so many memories. One index-only scan over everything, on a vacuumed table. */
    List<Owner> owners(long least) throws SQLException {
        Query query = new Query()
                .add(
                        "SELECT owner, count(*) FROM " + names.memory()
                                + " WHERE deleted_at IS NULL GROUP BY owner HAVING count(*) >= ?",
                        Query.number(least));
        return session.query(query, rows -> {
            List<Owner> found = new ArrayList<>();
            while (rows.next()) {
                found.add(new Owner(HexFormat.of().formatHex(rows.getBytes(1)), rows.getLong(2)));
            }
            return found;
        });
    }

    /** By index name. */
    Map<String, Entry> entries() throws SQLException {
        Query query = new Query().add("SELECT index_name, ready, row_count FROM " + names.ann());
        return session.query(query, rows -> {
            Map<String, Entry> found = new HashMap<>();
            while (rows.next()) {
                found.put(rows.getString(1), new Entry(rows.getBoolean(2), rows.getLong(3)));
            }
            return found;
        });
    }

    void remove(String index) throws SQLException {
        session.update(new Query().add("DELETE FROM " + names.ann() + " WHERE index_name = ?", Query.text(index)));
    }

    void put(Owner owner, boolean ready, int efSearch) throws SQLException {
        session.update(new Query()
                .add(
                        "INSERT INTO " + names.ann()
                                + " (owner, index_name, ready, ef_search, row_count, calibrated_at)"
                                + " VALUES (?, ?, ?, ?, ?, pg_catalog.now()) ON CONFLICT (owner) DO UPDATE SET"
                                + " index_name = excluded.index_name, ready = excluded.ready,"
                                + " ef_search = excluded.ef_search, row_count = excluded.row_count,"
                                + " calibrated_at = excluded.calibrated_at",
                        Query.bytes(owner.hash()),
                        Query.text(names.annIndex(owner.hash())),
                        Query.truth(ready),
                        Query.number(efSearch),
                        Query.number(owner.rows())));
    }
}
