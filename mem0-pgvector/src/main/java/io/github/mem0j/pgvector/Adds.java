package io.github.mem0j.pgvector;

import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult.Item;
import io.github.mem0j.store.AddResult.Outcome;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreRejectedException.Reason;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The add operation. The usual case, new ids, is one statement: an INSERT, whose unique indexes refuse what is there
 * already. Only then is it worth a transaction that looks ({@link CarefulInsert}). An upsert is one statement anyway.
 * Many rows go by COPY.
 */
final class Adds {
    /** Up to as many rows, arrays in one statement are faster than COPY or as fast. */
    static final int MOST_BY_ARRAYS = 2_000;

    private final Database database;
    private final Layout layout;
    private final Instant now;
    private final AddRequest request;

    Adds(Database database, Layout layout, Instant now, AddRequest request) {
        this.database = database;
        this.layout = layout;
        this.now = now;
        this.request = request;
    }

    List<Item> run() {
        try {
            Map<UUID, Item> items = request.mode() == AddRequest.Mode.UPSERT ? upsert() : insert();
            return request.memories().stream()
                    .map(memory -> items.getOrDefault(memory.id(), inserted(memory, now)))
                    .toList();
        } catch (Conflict e) {
            if (request.mode() == AddRequest.Mode.UPSERT) {
                throw otherScope();
            }
            return database.transaction(
                    "add", request.deadline(), session -> new CarefulInsert(session, layout, now, request).run());
        }
    }

    /** What an INSERT says of a memory that nothing stood in the way of. */
    static Item inserted(NewMemory memory, Instant now) {
        Instant createdAt = memory.createdAt() == null ? now : memory.createdAt();
        return new Item(memory.id(), Outcome.CREATED, 1, createdAt, now);
    }

    /** What is not among the answers is new, in its first version. */
    private Map<UUID, Item> insert() {
        return database.statement("add", request.deadline(), session -> insert(session, layout, now, request));
    }

    static Map<UUID, Item> insert(Session session, Layout layout, Instant now, AddRequest request) throws SQLException {
        NewRows rows = NewRows.of(request, request.memories(), now);
        try {
            if (request.deduplicate()) {
                return insertOnce(session, layout, now, request, rows);
            }
            if (rows.rows().size() > MOST_BY_ARRAYS) {
                CopyRows.into(layout.names().memory(), session, layout.format(), rows.rows());
            } else {
                insertNew(session, layout, rows.source(layout, request.scope(), now));
            }
            return Map.of();
        } catch (SQLException e) {
            throw Conflict.orRethrow(e, Failures.UNIQUE_VIOLATION);
        }
    }

    /** Inserts rows, which violates a unique index if anything is there already. */
    static void insertNew(Session session, Layout layout, Query source) throws SQLException {
        session.update(new Query()
                .add("INSERT INTO " + layout.names().memory() + " (" + NewRows.COLUMNS + ") ")
                .add(source));
    }

    private static Map<UUID, Item> insertOnce(
            Session session, Layout layout, Instant now, AddRequest request, NewRows rows) throws SQLException {
        if (rows.hasRepeatedTexts()) {
            throw new Conflict();
        }
        Query gate = new Query()
                .add(
                        "SELECT pg_catalog.pg_advisory_xact_lock_shared(?)",
                        Query.number(layout.textLock(request.scope())));
        return insertOnce(session, layout, now, gate, rows.source(layout, request.scope(), now));
    }

    /**
     * Inserts the rows whose texts are new; if any id is there already, none.
     *
     * @param gate one row, which comes when no careful insert is under way for an owner of theirs
     */
    static Map<UUID, Item> insertOnce(Session session, Layout layout, Instant now, Query gate, Query source)
            throws SQLException {
        String memory = layout.names().memory();
        Query query = new Query()
                .add("WITH gate AS MATERIALIZED (")
                .add(gate)
                .add("), input AS (SELECT s.* FROM gate CROSS JOIN (")
                .add(source)
                .add(") s), taken AS (SELECT i.id FROM input i JOIN " + memory
                        + " m ON m.owner = i.owner AND m.id = i.id), held AS (SELECT i.id AS added, m.id, m.version,"
                        + " m.created_at, m.updated_at"
                        + " FROM input i JOIN " + memory
                        + " m ON m.owner = i.owner AND m.text_hash = i.text_hash AND ")
                .add(layout.alive("m", now))
                .add("), put AS (INSERT INTO " + memory + " (" + NewRows.COLUMNS + ") SELECT " + NewRows.COLUMNS
                        + " FROM input i WHERE NOT EXISTS (SELECT FROM taken)"
                        + " AND NOT EXISTS (SELECT FROM held h WHERE h.added = i.id) ORDER BY i.owner, i.text_hash)"
                        + " SELECT added, id, version, created_at, updated_at FROM held"
                        + " UNION ALL SELECT id, id, 0, NULL, NULL FROM taken");
        return session.query(query, result -> {
            Map<UUID, Item> items = new HashMap<>();
            while (result.next()) {
                long version = result.getLong(3);
                if (version == 0) {
                    throw new Conflict();
                }
                Item holder = new Item(
                        (UUID) result.getObject(2),
                        Outcome.DUPLICATE,
                        version,
                        MemoryRows.time(result, 4),
                        MemoryRows.time(result, 5));
                items.put((UUID) result.getObject(1), holder);
            }
            return items;
        });
    }

    private Map<UUID, Item> upsert() {
        NewRows rows = NewRows.of(request, request.memories(), now);
        if (rows.rows().size() <= MOST_BY_ARRAYS) {
            return database.statement(
                    "add",
                    request.deadline(),
                    session -> upsert(session, layout, now, rows.source(layout, request.scope(), now)));
        }
        return database.transaction("add", request.deadline(), session -> {
            Stage stage = Stage.fill(session, layout, rows.rows());
            return upsert(session, layout, now, stage.source());
        });
    }

    /** Few enough rows for one statement. */
    static Map<UUID, Item> upsert(Session session, Layout layout, Instant now, AddRequest request) throws SQLException {
        NewRows rows = NewRows.of(request, request.memories(), now);
        return upsert(session, layout, now, rows.source(layout, request.scope(), now));
    }

    /**
     * Inserts rows or replaces what is under their ids; what is there under another agent or run violates NOT NULL on
     * purpose, so that nothing of the statement stands.
     */
    static Map<UUID, Item> upsert(Session session, Layout layout, Instant now, Query source) throws SQLException {
        Query alive = layout.alive("m", now);
        Query query = new Query()
                .add("INSERT INTO " + layout.names().memory() + " AS m (" + NewRows.COLUMNS + ") ")
                .add(source)
                .add(" ON CONFLICT (owner, id) DO UPDATE SET agent = excluded.agent, run = excluded.run,"
                        + " content = excluded.content, metadata = excluded.metadata, embedding = excluded.embedding,"
                        + " updated_at = excluded.updated_at, expires_at = excluded.expires_at, deleted_at = NULL,"
                        + " created_at = CASE WHEN ")
                .add(alive)
                .add(" THEN m.created_at ELSE excluded.created_at END, version = CASE WHEN ")
                .add(alive)
                .add(" AND (m.agent IS DISTINCT FROM excluded.agent OR m.run IS DISTINCT FROM excluded.run)"
                        + " THEN NULL ELSE m.version + 1 END, created_version = CASE WHEN ")
                .add(alive)
                .add(" THEN m.created_version ELSE m.version + 1 END, text_hash = CASE WHEN m.content ="
                        + " excluded.content AND ")
                .add(alive)
                .add(" THEN m.text_hash ELSE excluded.text_hash END"
                        + " RETURNING id, version, version = created_version, created_at, updated_at");
        try {
            return session.query(query, result -> {
                Map<UUID, Item> items = new HashMap<>();
                while (result.next()) {
                    UUID id = (UUID) result.getObject(1);
                    Outcome outcome = result.getBoolean(3) ? Outcome.CREATED : Outcome.UPDATED;
                    Instant createdAt = MemoryRows.time(result, 4);
                    items.put(id, new Item(id, outcome, result.getLong(2), createdAt, MemoryRows.time(result, 5)));
                }
                return items;
            });
        } catch (SQLException e) {
            throw Conflict.orRethrow(e, Failures.NOT_NULL_VIOLATION);
        }
    }

    private StoreRejectedException otherScope() {
        List<UUID> ids = request.memories().stream().map(NewMemory::id).toList();
        MemoryScope scope = request.scope();
        Query query = new Query()
                .add("SELECT m.id FROM " + layout.names().memory() + " m WHERE ")
                .add(layout.live("m", scope.owner(), now))
                .add(
                        " AND m.id = ANY (?) AND (m.agent IS DISTINCT FROM ? OR m.run IS DISTINCT FROM ?) LIMIT 1",
                        Query.binary(BinaryArrays.uuids(ids)),
                        Query.text(scope.agent()),
                        Query.text(scope.run()));
        Object id = database.read(
                "add",
                request.deadline(),
                session -> session.query(query, rows -> rows.next() ? rows.getObject(1) : "?"));
        return new StoreRejectedException(
                Reason.OTHER_SCOPE,
                "memory " + id + " lives under another agent or run; upsert it in the scope it has");
    }

    /** Something is there already; what was tried has been undone. */
    @SuppressWarnings("serial")
    static final class Conflict extends RuntimeException {
        Conflict() {
            super("what is there already decides", null, false, false);
        }

        /** For {@code throw}: a conflict if the failure has the SQL state, otherwise the failure itself. */
        static Conflict orRethrow(SQLException failure, String state) throws SQLException {
            if (Failures.is(failure, state)) {
                return new Conflict();
            }
            throw failure;
        }
    }
}
