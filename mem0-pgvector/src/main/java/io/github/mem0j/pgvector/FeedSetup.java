package io.github.mem0j.pgvector;

import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreRejectedException.Reason;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The tables and triggers of the change feed, and whom it is kept for. */
final class FeedSetup {
    private final Layout layout;
    private final List<String> consumers;

    FeedSetup(Layout layout, Set<String> consumers) {
        this.layout = layout;
        this.consumers = consumers.stream().sorted().toList();
    }

    /** Creates what is missing, and nothing else: creating triggers waits for every writer, and has others wait. */
    void init(Database database, int dimensions) {
        database.transaction("initialising the change feed", null, session -> {
            if (missing(session).isEmpty()) {
                return consumers;
            }
            session.script("SET LOCAL statement_timeout = 0");
            Migrations.lock(session);
            if (!isThere(session)) {
                session.script(new Migrations(layout, dimensions).feed());
            }
            session.update(new Query()
                    .add(
                            "INSERT INTO " + layout.names().consumer()
                                    + " (name) SELECT unnest(?::text[]) ON CONFLICT DO NOTHING",
                            Query.binary(BinaryArrays.texts(consumers))));
            return consumers;
        });
    }

    /** Fails unless the feed is there, for all these consumers. */
    void check(Database database) {
        List<String> missing = database.read("opening the change feed", null, this::missing);
        if (!missing.isEmpty()) {
            throw new StoreRejectedException(
                    Reason.UNSUPPORTED,
                    "the tables keep no change feed for " + missing
                            + "; run initSchema() on the builder, or the builder's changeFeedStatements()");
        }
    }

    private List<String> missing(Session session) throws SQLException {
        if (!isThere(session)) {
            return consumers;
        }
        return session.query(
                new Query()
                        .add(
                                "SELECT w.name FROM unnest(?::text[]) AS w(name) WHERE NOT EXISTS (SELECT FROM "
                                        + layout.names().consumer() + " c WHERE c.name = w.name)",
                                Query.binary(BinaryArrays.texts(consumers))),
                rows -> {
                    List<String> names = new ArrayList<>();
                    while (rows.next()) {
                        names.add(rows.getString(1));
                    }
                    return names;
                });
    }

    private boolean isThere(Session session) throws SQLException {
        return session.one(
                new Query()
                        .add(
                                "SELECT pg_catalog.to_regclass(?) IS NOT NULL",
                                Query.text(layout.names().consumer())),
                row -> row.getBoolean(1));
    }
}
