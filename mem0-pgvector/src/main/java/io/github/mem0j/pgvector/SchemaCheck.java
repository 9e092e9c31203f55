package io.github.mem0j.pgvector;

import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreRejectedException.Reason;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at a database before a store works on it, and says what to do if something does not fit. */
final class SchemaCheck {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaCheck.class);

    /** The oldest schema that this library works with. */
    private static final int OLDEST = Math.max(1, Migrations.CURRENT - 1);

    /** Before 0.8.0 pgvector had no iterative scans. */
    private static final Version LEAST_PGVECTOR = Version.parse("0.8.0");

    /** Vacuum under load and parallel index builds failed at times before. */
    private static final Version GOOD_PGVECTOR = Version.parse("0.8.4");

    /**
     * What was found.
     *
     * @param layout where things are
     * @param model whose embeddings the tables hold, or null as long as they hold none
     */
    record Found(Layout layout, @Nullable String model) {}

    private SchemaCheck() {}

    /** The extension's schema and types, if it is installed. */
    static Optional<Layout> extension(Session session, Names names, ElementType element) throws SQLException {
        Query query = new Query()
                .add(
                        "SELECT n.nspname, t.oid, t.typarray, e.extversion, current_setting('server_version_num')::int,"
                                + " current_setting('server_encoding') FROM pg_catalog.pg_extension e"
                                + " JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace"
                                + " JOIN pg_catalog.pg_type t ON t.typnamespace = n.oid AND t.typname = ?"
                                + " WHERE e.extname = 'vector'",
                        Query.text(element.typeName));
        return session.query(query, row -> {
            if (!row.next()) {
                return Optional.empty();
            }
            requireServer(Version.parse(row.getString(4)), row.getInt(5), row.getString(6));
            VectorFormat format = new VectorFormat(element, (int) row.getLong(2), (int) row.getLong(3));
            return Optional.of(new Layout(names, row.getString(1), format));
        });
    }

    private static void requireServer(Version pgvector, int server, String encoding) {
        if (server < 150000) {
            throw unfit("the server is older than PostgreSQL 15; upgrade it");
        }
        if (!encoding.equals("UTF8")) {
            throw unfit("the database's encoding is " + encoding + "; create one with UTF8");
        }
        if (pgvector.compareTo(LEAST_PGVECTOR) < 0) {
            throw unfit("pgvector is version " + pgvector + ", at least " + LEAST_PGVECTOR
                    + " is needed; install it and run ALTER EXTENSION vector UPDATE");
        }
        if (pgvector.compareTo(GOOD_PGVECTOR) < 0) {
            LOG.info(
                    "pgvector is version {}; from {} on, vacuum under load and parallel index builds are safer",
                    pgvector,
                    GOOD_PGVECTOR);
        }
    }

    static Found check(Session session, Names names, ElementType element, int dimensions) throws SQLException {
        Layout layout = extension(session, names, element)
                .orElseThrow(() -> unfit(
                        "the extension pgvector is not installed in this database; have a superuser or the database's"
                                + " owner run CREATE EXTENSION vector"));
        requireTables(session, layout, dimensions);
        Query query = new Query().add("SELECT schema_version, model FROM " + names.meta());
        return session.one(query, row -> {
            int version = row.getInt(1);
            if (version < OLDEST) {
                throw unfit("its tables are of schema version " + version + "; run initSchema() on the builder, or the"
                        + " migrations up to " + Migrations.CURRENT);
            }
            if (version > Migrations.CURRENT) {
                throw unfit("its tables are of schema version " + version + ", and this library knows "
                        + Migrations.CURRENT + "; upgrade mem0-pgvector");
            }
            return new Found(layout, row.getString(2));
        });
    }

    private static void requireTables(Session session, Layout layout, int dimensions) throws SQLException {
        Query query = new Query()
                .add(
                        "SELECT a.atttypid, a.atttypmod, pg_catalog.format_type(a.atttypid, a.atttypmod)"
                                + " FROM pg_catalog.pg_attribute a WHERE a.attrelid = pg_catalog.to_regclass(?)"
                                + " AND a.attname = 'embedding'",
                        Query.text(layout.names().memory()));
        session.query(query, row -> {
            if (!row.next()) {
                throw unfit("it has no table " + layout.names().memory()
                        + "; run initSchema() on the builder, or its migrations by Flyway or Liquibase");
            }
            String wanted = layout.format().typeName() + "(" + dimensions + ")";
            if ((int) row.getLong(1) != layout.format().oid() || row.getInt(2) != dimensions) {
                throw unfit("its embeddings are " + row.getString(3) + ", the builder says " + wanted
                        + "; correct the builder's dimensions or elementType, or use other tables");
            }
            return row;
        });
    }

    private static StoreRejectedException unfit(String why) {
        return new StoreRejectedException(Reason.UNSUPPORTED, "the database cannot serve this store: " + why);
    }

    /** A dotted version number. */
    record Version(int major, int minor, int patch) implements Comparable<Version> {
        static Version parse(String text) {
            String[] parts = text.split("[^0-9]+", -1);
            return new Version(part(parts, 0), part(parts, 1), part(parts, 2));
        }

        private static int part(String[] parts, int index) {
            return index < parts.length && !parts[index].isEmpty() ? Integer.parseInt(parts[index]) : 0;
        }

        @Override
        public int compareTo(Version other) {
            int majors = Integer.compare(major, other.major);
            int minors = Integer.compare(minor, other.minor);
            return majors != 0 ? majors : minors != 0 ? minors : Integer.compare(patch, other.patch);
        }

        @Override
        public String toString() {
            return major + "." + minor + "." + patch;
        }
    }
}
