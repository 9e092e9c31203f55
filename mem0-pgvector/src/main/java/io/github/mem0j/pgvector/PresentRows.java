package io.github.mem0j.pgvector;

import io.github.mem0j.feed.PresentState;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.StoredMemory;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What there is now of some of an owner's memories: they themselves, and the relations at both their ends. */
final class PresentRows {
    private final Layout layout;
    private final Instant now;

    PresentRows(Layout layout, Instant now) {
        this.layout = layout;
        this.now = now;
    }

    PresentState read(Session session, MemoryScope owner, List<UUID> ids) throws SQLException {
        return new PresentState(memories(session, owner, ids), incoming(session, owner, ids));
    }

    private List<StoredMemory> memories(Session session, MemoryScope owner, List<UUID> ids) throws SQLException {
        Query page = new Query()
                .add("SELECT " + ScannedRows.columns(layout) + " FROM "
                        + layout.names().memory() + " m WHERE ")
                .add(layout.live("m", owner, now))
                .add(" AND m.id = ANY (?)", Query.binary(BinaryArrays.uuids(ids)));
        Query query = ScannedRows.withRelations(layout, page, now);
        return session.query(query, rows -> ScannedRows.read(rows, layout));
    }

    private List<Relation> incoming(Session session, MemoryScope owner, List<UUID> ids) throws SQLException {
        String memory = layout.names().memory();
        Query query = new Query()
                .add("SELECT r.from_id, r.to_id, r.type, r.weight FROM "
                        + layout.names().relation() + " r JOIN " + memory
                        + " a ON a.owner = r.owner AND a.id = r.from_id AND a.created_version = r.from_version JOIN "
                        + memory
                        + " b ON b.owner = r.owner AND b.id = r.to_id AND b.created_version = r.to_version WHERE ")
                .add(layout.live("b", owner, now))
                .add(" AND r.owner = b.owner AND r.to_id = ANY (?) AND ", Query.binary(BinaryArrays.uuids(ids)))
                .add(layout.alive("a", now));
        return session.query(query, rows -> {
            List<Relation> found = new ArrayList<>();
            while (rows.next()) {
                UUID from = (UUID) rows.getObject(1);
                found.add(new Relation(from, (UUID) rows.getObject(2), rows.getString(3), rows.getDouble(4)));
            }
            return found;
        });
    }
}
