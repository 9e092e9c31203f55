package io.github.mem0j.pgvector;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The schema's numbered migrations, as SQL with the names filled in, and how they are run. */
final class Migrations {
    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

    private static final List<String> FILES = List.of("V1__memory.sql");

    /** The schema version that this library writes. */
    static final int CURRENT = FILES.size();

    /** Up to as many bytes an embedding stays in its row, which has to fit a page of 8 kB. */
    private static final int MOST_IN_ROW = 7_000;

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(\\w+)}");

    private final Layout layout;
    private final int dimensions;

    Migrations(Layout layout, int dimensions) {
        this.layout = layout;
        this.dimensions = dimensions;
    }

    /** The migration that leads to a version. */
    String sql(int version) {
        return file(FILES.get(version - 1));
    }

    /** What the change feed needs. */
    String feed() {
        return file("feed.sql");
    }

    private String file(String name) {
        String path = "migration/" + name;
        try (InputStream file = Objects.requireNonNull(Migrations.class.getResourceAsStream(path), path)) {
            return filledIn(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("the library's own resource cannot be read", e);
        }
    }

    /** In one pass: a table's name may look like a placeholder. */
    private String filledIn(String template) {
        Map<String, String> values = placeholders();
        return PLACEHOLDER
                .matcher(template)
                .replaceAll(found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), found.group())));
    }

    private Map<String, String> placeholders() {
        Names names = layout.names();
        Map<String, String> values = new TreeMap<>();
        values.put("memory", names.memory());
        values.put("relation", names.relation());
        values.put("ann", names.ann());
        values.put("meta", names.meta());
        values.put("feed", names.feed());
        values.put("consumer", names.consumer());
        values.put("feed_note", names.qualified(names.table() + "_feed_note"));
        values.put("relation_name", Names.literal(names.table() + "_relation"));
        for (String index : List.of("list", "text", "expiry", "relation", "feed")) {
            values.put(index + "_index", Names.quote(names.table() + "_by_" + index));
        }
        values.put("type", layout.vectorType());
        values.put("element", layout.format().typeName());
        values.put("dimensions", Integer.toString(dimensions));
        boolean inRow = layout.format().element().storedBytes(dimensions) <= MOST_IN_ROW;
        values.put("storage", inRow ? "PLAIN" : "EXTERNAL");
        return values;
    }

    /**
     * Lets one transaction after the other initialise a database: even {@code IF NOT EXISTS} fails if two create the
     * same schema or extension at once.
     */
    static void lock(Session session) throws SQLException {
        Query query = new Query()
                .add("SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('mem0j migrations', 0))");
        session.query(query, rows -> rows);
    }

    /** Brings the tables to {@link #CURRENT}. Runs in a transaction that holds the {@link #lock}. */
    void run(Session session) throws SQLException {
        Names names = layout.names();
        createSchema(session, names.schema());
        int version = version(session);
        for (int next = version + 1; next <= CURRENT; next++) {
            LOG.info("Migrating {} to schema version {}", names.memory(), next);
            session.script(sql(next));
        }
    }

    /** Only if it is not there: {@code IF NOT EXISTS} asks for the right to create one all the same. */
    private static void createSchema(Session session, String schema) throws SQLException {
        Query there = new Query()
                .add("SELECT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = ?)", Query.text(schema));
        if (!session.one(there, row -> row.getBoolean(1))) {
            session.script("CREATE SCHEMA " + Names.quote(schema));
        }
    }

    private int version(Session session) throws SQLException {
        Query exists = new Query()
                .add(
                        "SELECT pg_catalog.to_regclass(?) IS NOT NULL",
                        Query.text(layout.names().meta()));
        return session.one(exists, row -> row.getBoolean(1))
                ? session.one(
                        new Query()
                                .add("SELECT schema_version FROM "
                                        + layout.names().meta()),
                        row -> row.getInt(1))
                : 0;
    }
}
