package io.github.mem0j.pgvector;

import io.github.mem0j.model.Memory;
import io.github.mem0j.pgvector.NewRows.NewRow;
import io.github.mem0j.store.StoredMemory;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/**
 * Puts memories back as they were, in a transaction. Relations of what is live stay, those of what is hidden or expired
 * go: the former are told the {@code created_version} of restored rows, which is 0.
 */
final class Restore {
    private final Session session;
    private final Layout layout;
    private final Instant now;

    Restore(Session session, Layout layout, Instant now) {
        this.session = session;
        this.layout = layout;
        this.now = now;
    }

    void run(List<StoredMemory> memories) throws SQLException {
        Query source = Stage.fill(
                        session, layout, memories.stream().map(Restore::row).toList())
                .source();
        String memory = layout.names().memory();
        lock(memory);
        releaseTexts(memory);
        for (String end : List.of("from", "to")) {
            relations("DELETE FROM " + layout.names().relation() + " r", end, "NOT ");
            relations("UPDATE " + layout.names().relation() + " r SET " + end + "_version = 0", end, "");
        }
        put(new Query()
                .add("INSERT INTO " + memory + " AS m (" + NewRows.COLUMNS + ") ")
                .add(source)
                .add(" ON CONFLICT (owner, id) DO UPDATE SET agent = excluded.agent, run = excluded.run,"
                        + " content = excluded.content, metadata = excluded.metadata, embedding = excluded.embedding,"
                        + " created_at = excluded.created_at, updated_at = excluded.updated_at,"
                        + " expires_at = excluded.expires_at, deleted_at = NULL, version = excluded.version,"
                        + " created_version = 0, text_hash = excluded.text_hash"));
    }

    private void put(Query insert) throws SQLException {
        try {
            session.update(insert);
        } catch (SQLException e) {
            // A text that has been added meanwhile; the next attempt takes it over.
            throw Failures.is(e, Failures.UNIQUE_VIOLATION) ? CarefulInsert.cameInBetween(e) : e;
        }
    }

    private static NewRow row(StoredMemory stored) {
        Memory memory = stored.memory();
        byte[] hash = stored.deduplicated() ? Layout.textHash(memory.scope(), memory.text()) : null;
        return new NewRow(memory, hash, 0);
    }

    private void lock(String memory) throws SQLException {
        session.query(
                new Query()
                        .add("SELECT count(*) FROM (SELECT m.id FROM " + memory + " m JOIN " + Stage.TABLE
                                + " s ON m.owner = s.owner AND m.id = s.id ORDER BY m.owner, m.id FOR UPDATE OF m) x"),
                rows -> rows);
    }

    /** Whoever else holds one of the texts no longer answers for it. */
    private void releaseTexts(String memory) throws SQLException {
        session.update(new Query()
                .add("UPDATE " + memory + " m SET text_hash = NULL FROM " + Stage.TABLE
                        + " s WHERE m.owner = s.owner AND m.text_hash = s.text_hash AND m.id <> s.id"));
    }

    private void relations(String change, String end, String not) throws SQLException {
        boolean deletes = change.startsWith("DELETE");
        session.update(new Query()
                .add(change + (deletes ? " USING " : " FROM ") + layout.names().memory() + " m, " + Stage.TABLE
                        + " s WHERE m.owner = s.owner AND m.id = s.id AND r.owner = m.owner AND r." + end
                        + "_id = m.id AND " + not + "(")
                .add(layout.alive("m", now))
                .add(deletes ? ")" : ") AND r." + end + "_version = m.created_version"));
    }
}
