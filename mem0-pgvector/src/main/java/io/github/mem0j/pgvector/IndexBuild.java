package io.github.mem0j.pgvector;

import io.github.mem0j.pgvector.Indexes.Index;
import java.sql.SQLException;
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

    /** Those that are not there, or not valid. */
    List<Index> missing(List<Index> wanted) throws SQLException {
        Map<String, Boolean> existing = existing();
        return wanted.stream()
                .filter(index -> !existing.getOrDefault(index.name(), false))
                .toList();
    }

    /** Builds those that are missing; returns their names. */
    List<String> ensure(List<Index> wanted) throws SQLException {
        List<Index> missing = missing(wanted);
        for (Index index : missing) {
            drop(index.name()); // what an interrupted build may have left
            LOG.info("Building index {} of {}", index.name(), names.memory());
            long start = System.nanoTime();
            session.script(index.create("CONCURRENTLY"));
            LOG.info("Built index {} in {} ms", index.name(), (System.nanoTime() - start) / 1_000_000);
        }
        return missing.stream().map(Index::name).toList();
    }

    void drop(String name) throws SQLException {
        LOG.debug("Dropping index {} of {}", name, names.memory());
        session.script("DROP INDEX CONCURRENTLY IF EXISTS " + names.qualified(name));
    }
}
