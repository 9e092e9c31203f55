package io.github.mem0j.pgvector;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** The indexes that the memory table has, and how they come and go without anybody waiting. */
final class IndexCatalog {
    private final Session session;
    private final Names names;

    IndexCatalog(Session session, Names names) {
        this.session = session;
        this.names = names;
    }

    /** Each index's name and whether it is valid; those of failed builds are not. */
    Map<String, Boolean> indexes() throws SQLException {
        Query query = new Query()
                .add(
                        "SELECT c.relname, i.indisvalid FROM pg_catalog.pg_index i"
                                + " JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid"
                                + " WHERE i.indrelid = pg_catalog.to_regclass(?)",
                        Query.text(names.memory()));
        return session.query(query, rows -> {
            Map<String, Boolean> found = new HashMap<>();
            while (rows.next()) {
                found.put(rows.getString(1), rows.getBoolean(2));
            }
            return found;
        });
    }

    void create(IndexDdl.Index index) throws SQLException {
        Query any = new Query().add("SELECT EXISTS (SELECT FROM " + names.memory() + ")");
        session.script(index.create(session.one(any, row -> row.getBoolean(1))));
    }

    void drop(String index) throws SQLException {
        session.script("DROP INDEX CONCURRENTLY IF EXISTS " + names.qualified(index));
    }
}
