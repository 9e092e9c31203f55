package io.github.mem0j.pgvector;

import io.github.mem0j.pgvector.Indexes.Index;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds and drops indexes while the table is in use, one statement each outside of any transaction. */
final class IndexBuild {
    private static final Logger LOG = LoggerFactory.getLogger(IndexBuild.class);

    private final Session session;
    private final Names names;

    IndexBuild(Session session, Names names) {
        this.session = session;
        this.names = names;
    }

    /** The indexes there are by name, and whether each is valid: a build that was interrupted leaves one that is not. */
    Map<String, Boolean> existing() throws SQLException {
        Query query = new Query()
                .add(
                        "SELECT c.relname, i.indisvalid FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid ="
                                + " i.indexrelid WHERE i.indrelid = pg_catalog.to_regclass(?)",
                        Query.text(names.memory()));
        return session.query(query, row -> {
            Map<String, Boolean> found = new TreeMap<>();
            while (row.next()) {
                found.put(row.getString(1), row.getBoolean(2));
            }
            return found;
        });
    }

    /** Builds those that are missing or invalid; returns their names. */
    List<String> ensure(List<Index> wanted) throws SQLException {
        Map<String, Boolean> existing = existing();
        List<String> built = new ArrayList<>();
        for (Index index : wanted) {
            Boolean valid = existing.get(index.name());
            if (valid == null || !valid) {
                if (valid != null) {
                    drop(index.name());
                }
                LOG.info("Building index {} of {}", index.name(), names.memory());
                long start = System.nanoTime();
                session.script(index.create("CONCURRENTLY"));
                LOG.info("Built index {} in {} ms", index.name(), (System.nanoTime() - start) / 1_000_000);
                built.add(index.name());
            }
        }
        return built;
    }

    void drop(String name) throws SQLException {
        LOG.info("Dropping index {} of {}", name, names.memory());
        session.script("DROP INDEX CONCURRENTLY IF EXISTS " + names.qualified(name));
    }
}
