package io.github.mem0j.pgvector;

import io.github.mem0j.pgvector.IndexPolicy.ExactThenPartial;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The table that tells every JVM which owners have an index, and how carefully to search it. */
final class IndexRegistry {
    /** An owner who is, or stays, large enough for an index. */
    @SuppressWarnings("ArrayRecordComponent") // not compared as a record
    record Owner(byte[] hash, long rows) {}

    private final Session session;
    private final Names names;

    IndexRegistry(Session session, Names names) {
        this.session = session;
        this.names = names;
    }

    /** By the names of their indexes: those past the threshold, and past half of it those who have one, largest first. */
    Map<String, Owner> largest(ExactThenPartial policy, Indexes indexes) throws SQLException {
        Query query = new Query()
                .add(
                        "SELECT g.owner, g.n FROM (SELECT owner, count(*) AS n FROM " + names.memory()
                                + " WHERE deleted_at IS NULL GROUP BY owner HAVING 2 * count(*) >= ?) g LEFT JOIN "
                                + names.ann() + " a USING (owner) WHERE g.n >= ? OR a.owner IS NOT NULL"
                                + " ORDER BY g.n DESC LIMIT ?",
                        Query.number(Long.valueOf(policy.threshold())),
                        Query.number(Long.valueOf(policy.threshold())),
                        Query.number(policy.maxIndexes()));
        return session.query(query, row -> {
            Map<String, Owner> found = new LinkedHashMap<>();
            while (row.next()) {
                Owner owner = new Owner(row.getBytes(1), row.getLong(2));
                found.put(indexes.ofOwner(owner.hash, policy).name(), owner);
            }
            return found;
        });
    }

    /** Forgets all other owners, so that nobody goes on to look for their indexes. */
    void retain(Collection<Owner> owners) throws SQLException {
        List<byte[]> hashes = owners.stream().map(Owner::hash).toList();
        session.update(new Query()
                .add(
                        "DELETE FROM " + names.ann() + " WHERE owner <> ALL (?)",
                        Query.binary(BinaryArrays.byteStrings(hashes))));
    }

    /** How many memories the owner had when the index was last calibrated; 0 if it never was. */
    long calibratedAt(byte[] owner) throws SQLException {
        Query query = new Query().add("SELECT row_count FROM " + names.ann() + " WHERE owner = ?", Query.bytes(owner));
        return session.query(query, row -> row.next() ? row.getLong(1) : 0L);
    }

    boolean isReady(byte[] owner) throws SQLException {
        Query query =
                new Query().add("SELECT 1 FROM " + names.ann() + " WHERE owner = ? AND ready", Query.bytes(owner));
        return session.query(query, row -> row.next());
    }

    void put(Owner owner, String index, OptionalInt efSearch, Instant now) throws SQLException {
        session.update(new Query()
                .add(
                        "INSERT INTO " + names.ann()
                                + " (owner, index_name, ready, ef_search, row_count, calibrated_at)"
                                + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (owner) DO UPDATE SET index_name ="
                                + " excluded.index_name, ready = excluded.ready, ef_search = excluded.ef_search,"
                                + " row_count = excluded.row_count, calibrated_at = excluded.calibrated_at",
                        Query.bytes(owner.hash),
                        Query.text(index),
                        Query.truth(efSearch.isPresent()),
                        Query.number(efSearch.orElse(0)),
                        Query.number(Long.valueOf(owner.rows)),
                        Query.time(now)));
    }
}
