package io.github.mem0j.pgvector;

import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.StoredMemory;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Rows of a scan: a memory and one of its relations each, the rows of one memory one after the other. */
final class ScannedRows {
    private ScannedRows() {}

    /** The select list for one memory, of a table that the query calls {@code m}. */
    static String columns(Layout layout) {
        return MemoryRows.COLUMNS + ", " + layout.bytesOf("m.embedding")
                + " AS embedding, m.owner, m.created_version, m.tenant, m.user_id, m.text_hash IS NOT NULL AS deduplicated";
    }

    /** Rows of {@code page}, which selects {@link #columns}, each with its relations to live memories. */
    static Query withRelations(Layout layout, Query page, Instant now) {
        return new Query()
                .add("WITH page AS MATERIALIZED (")
                .add(page)
                .add(") SELECT p.*, r.to_id, r.type, r.weight FROM page p LEFT JOIN ("
                        + layout.names().relation()
                        + " r JOIN " + layout.names().memory() + " m ON m.owner = r.owner AND m.id = r.to_id"
                        + " AND m.created_version = r.to_version AND ")
                .add(layout.alive("m", now))
                .add(") ON r.owner = p.owner AND r.from_id = p.id AND r.from_version = p.created_version"
                        + " ORDER BY p.owner, p.id");
    }

    static List<StoredMemory> read(ResultSet row, Layout layout) throws SQLException {
        List<StoredMemory> all = new ArrayList<>();
        Memory memory = null;
        boolean deduplicated = false;
        List<Relation> relations = new ArrayList<>();
        while (row.next()) {
            UUID id = (UUID) row.getObject("id");
            MemoryScope owner = new MemoryScope(row.getString("tenant"), row.getString("user_id"), null, null);
            if (memory == null
                    || !memory.id().equals(id)
                    || !memory.scope().owner().equals(owner)) {
                if (memory != null) {
                    all.add(new StoredMemory(memory, deduplicated, relations));
                }
                memory = new MemoryRows(layout, owner, true).read(row);
                deduplicated = row.getBoolean("deduplicated");
                relations = new ArrayList<>();
            }
            UUID to = (UUID) row.getObject("to_id");
            if (to != null) {
                relations.add(new Relation(id, to, row.getString("type"), row.getDouble("weight")));
            }
        }
        if (memory != null) {
            all.add(new StoredMemory(memory, deduplicated, relations));
        }
        return all;
    }
}
