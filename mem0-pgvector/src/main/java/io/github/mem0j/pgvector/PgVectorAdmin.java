package io.github.mem0j.pgvector;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.MemoryVersion;
import io.github.mem0j.store.ScanPage;
import io.github.mem0j.store.ScanRequest;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoredMemory;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** The operators' side of the store. Scans go by owner hash, then by id. */
final class PgVectorAdmin implements StoreAdmin {
    /** Expired rows are removed as many at a time, each time in a transaction of its own. */
    private static final int PURGE_BATCH = 10_000;

    private final Database database;
    private final SpaceClaim space;
    private final Layout layout;
    private final Supplier<Instant> clock;

    PgVectorAdmin(Database database, SpaceClaim space, Layout layout, Supplier<Instant> clock) {
        this.database = database;
        this.space = space;
        this.layout = layout;
        this.clock = clock;
    }

    @Override
    public ScanPage scan(ScanRequest request) {
        Instant now = clock.get();
        ScanRequest.Cursor after = request.after();
        String memory = layout.names().memory();
        Query page = new Query().add("SELECT " + ScannedRows.columns(layout) + " FROM " + memory + " m WHERE ");
        page.add(request.scope() == null ? layout.alive("m", now) : layout.live("m", request.scope(), now));
        if (after != null) {
            page.add(
                    " AND (m.owner, m.id) > (?, ?)",
                    Query.bytes(Layout.ownerHash(after.ownerKey())),
                    Query.id(after.id()));
        }
        page.add(" ORDER BY m.owner, m.id LIMIT ?", Query.number(request.limit() + 1));
        Query query = ScannedRows.withRelations(layout, page, now);
        List<StoredMemory> found =
                database.read("scan", null, session -> session.query(query, rows -> ScannedRows.read(rows, layout)));
        if (found.size() <= request.limit()) {
            return new ScanPage(found, null);
        }
        List<StoredMemory> full = found.subList(0, request.limit());
        Memory last = full.get(full.size() - 1).memory();
        return new ScanPage(full, new ScanRequest.Cursor(last.scope().ownerKey(), last.id()));
    }

    @Override
    public void restore(EmbeddingSpace wanted, List<StoredMemory> memories) {
        database.checkOpen();
        memories.forEach(
                stored -> wanted.require(Objects.requireNonNull(stored.memory().embedding())));
        if (memories.isEmpty()) {
            return;
        }
        space.claim(wanted, null);
        Instant now = clock.get();
        database.transaction("restore", null, session -> {
            new Restore(session, layout, now).run(memories);
            return memories;
        });
    }

    @Override
    public long erase(MemoryScope scope) {
        DeleteRequest everything = DeleteRequest.everything(scope).asHard();
        return database.statement(
                "erase", null, session -> new Changes(layout, clock.get()).delete(session, everything));
    }

    @Override
    public long purgeExpired() {
        Instant now = clock.get();
        long total = 0;
        while (true) {
            int count = database.statement("purge", null, session -> purge(session, now));
            total += count;
            if (count < PURGE_BATCH) {
                return total;
            }
        }
    }

    private int purge(Session session, Instant now) throws SQLException {
        String memory = layout.names().memory();
        return session.update(new Query()
                .add(
                        "WITH expired AS (SELECT owner, id FROM " + memory + " WHERE expires_at <= ?"
                                + " AND deleted_at IS NULL ORDER BY expires_at LIMIT ? FOR UPDATE SKIP LOCKED)"
                                + " DELETE FROM " + memory
                                + " m USING expired e WHERE m.owner = e.owner AND m.id = e.id",
                        Query.time(now),
                        Query.number(PURGE_BATCH)));
    }

    @Override
    public long count(MemoryScope scope) {
        return count(layout.live("m", scope, clock.get()));
    }

    @Override
    public long count() {
        return count(layout.alive("m", clock.get()));
    }

    private long count(Query condition) {
        Query query = new Query()
                .add("SELECT count(*) FROM " + layout.names().memory() + " m WHERE ")
                .add(condition);
        return database.read("count", null, session -> session.one(query, row -> row.getLong(1)));
    }

    /** By the listing index alone, as far as vacuum keeps up. */
    @Override
    public List<MemoryVersion> versions(MemoryScope scope, int limit) {
        Query query = new Query()
                .add("SELECT m.id, m.version, m.updated_at FROM "
                        + layout.names().memory() + " m WHERE ")
                .add(layout.live("m", scope, clock.get()))
                .add(" LIMIT ?", Query.number(positive(limit)));
        return database.read(
                "versions",
                null,
                session -> session.query(query, rows -> {
                    List<MemoryVersion> found = new ArrayList<>();
                    while (rows.next()) {
                        found.add(
                                new MemoryVersion((UUID) rows.getObject(1), rows.getLong(2), MemoryRows.time(rows, 3)));
                    }
                    return found;
                }));
    }

    @Override
    public List<Relation> relations(MemoryScope scope, int limit) {
        String memory = layout.names().memory();
        Instant now = clock.get();
        Query query = new Query()
                .add(
                        "SELECT r.from_id, r.to_id, r.type, r.weight FROM "
                                + layout.names().relation() + " r JOIN "
                                + memory + " a ON a.owner = r.owner AND a.id = r.from_id"
                                + " AND a.created_version = r.from_version JOIN " + memory
                                + " b ON b.owner = r.owner AND b.id = r.to_id AND b.created_version = r.to_version"
                                + " WHERE r.owner = ? AND ",
                        Query.bytes(Layout.ownerHash(scope.ownerKey())))
                .add(layout.live("a", scope, now))
                .add(" AND ")
                .add(layout.alive("b", now))
                .add(" LIMIT ?", Query.number(positive(limit)));
        return database.read(
                "relations",
                null,
                session -> session.query(query, rows -> {
                    List<Relation> found = new ArrayList<>();
                    while (rows.next()) {
                        UUID from = (UUID) rows.getObject(1);
                        found.add(new Relation(from, (UUID) rows.getObject(2), rows.getString(3), rows.getDouble(4)));
                    }
                    return found;
                }));
    }

    private static int positive(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be 1 or more, but is " + limit);
        }
        return limit;
    }

    @Override
    public Embedding asStored(Embedding embedding) {
        return layout.format().asStored(embedding);
    }

    @Override
    public Optional<EmbeddingSpace> space() {
        database.checkOpen();
        return space.find(null);
    }

    @Override
    public void ping() {
        Query query = new Query().add("SELECT 1");
        database.read("ping", null, session -> session.one(query, row -> row.getInt(1)));
    }
}
