package io.github.mem0j.pgvector;

import io.github.mem0j.model.Memory;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.ListCursor;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.ListResult;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.RelatedResult;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreRejectedException.Reason;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The reading operations but for search: one query each. */
final class Reads {
    private static final Instant END_OF_TIME = Instant.parse("9999-12-31T23:59:59.999999Z");
    private static final UUID LAST_ID = new UUID(-1, -1);

    private final Layout layout;
    private final Instant now;

    Reads(Layout layout, Instant now) {
        this.layout = layout;
        this.now = now;
    }

    List<Memory> get(Session session, GetRequest request) throws SQLException {
        MemoryRows rows = new MemoryRows(layout, request.scope(), request.withEmbeddings());
        Query query = new Query()
                .add("SELECT " + rows.columns() + " FROM " + layout.names().memory() + " m WHERE ")
                .add(layout.live("m", request.scope(), now))
                .add(" AND m.id = ANY (?)", Query.binary(BinaryArrays.uuids(request.ids())));
        Map<UUID, Memory> found = new HashMap<>();
        for (Memory memory : session.query(query, result -> all(result, rows))) {
            found.put(memory.id(), memory);
        }
        return request.ids().stream().map(found::get).filter(Objects::nonNull).toList();
    }

    /** One row more than asked for shows that there is a next page. */
    ListResult list(Session session, ListRequest request, Provenance provenance) throws SQLException {
        MemoryRows rows = new MemoryRows(layout, request.scope(), request.withEmbeddings());
        ListCursor cursor = request.cursor();
        Query query = new Query()
                .add("SELECT " + rows.columns() + " FROM " + layout.names().memory() + " m WHERE ")
                .add(layout.live("m", request.scope(), now))
                .add(
                        " AND (m.created_at, m.id) " + (cursor == null ? "<=" : "<") + " (?, ?) AND ",
                        Query.time(cursor == null ? END_OF_TIME : cursor.createdAt()),
                        Query.id(cursor == null ? LAST_ID : cursor.id()))
                .add(FilterSql.of(request.filter(), "m"))
                .add(" ORDER BY m.created_at DESC, m.id DESC LIMIT ?", Query.number(request.limit() + 1));
        List<Memory> page = session.query(query, result -> all(result, rows));
        if (page.size() <= request.limit()) {
            return new ListResult(page, null, provenance);
        }
        List<Memory> full = page.subList(0, request.limit());
        return new ListResult(full, ListCursor.after(full.get(full.size() - 1), request), provenance);
    }

    /**
     * One recursive query, whose rows come nearest first and at most once for each memory and depth: among the first
     * {@code depth × n} there are {@code n} different memories, the nearest, so it need not run further. The first is
     * the start, with whose expiry the answer ends.
     */
    RelatedResult related(Session session, RelatedRequest request, Provenance provenance, Clock clock)
            throws SQLException {
        MemoryRows rows = new MemoryRows(layout, request.scope(), request.withEmbeddings());
        int most = Math.min(request.limit(), request.maxVisited());
        Query query = new Query()
                .add("WITH RECURSIVE walk(id, created_version, depth) AS (SELECT m.id, m.created_version, 0 FROM "
                        + layout.names().memory() + " m WHERE ")
                .add(layout.live("m", request.scope(), now))
                .add(
                        " AND m.id = ? UNION SELECT m.id, m.created_version, w.depth + 1 FROM walk w CROSS JOIN LATERAL (",
                        Query.id(request.id()))
                .add(step(request, "from", "to"))
                .add(" UNION ALL ")
                .add(step(request, "to", "from"))
                .add(") n JOIN " + layout.names().memory()
                        + " m ON m.id = n.id AND m.created_version = n.created_version AND ")
                .add(layout.live("m", request.scope(), now))
                .add(
                        " WHERE w.depth < ? AND n.id <> ?), nearest AS (SELECT id, min(depth) AS depth FROM"
                                + " (SELECT id, depth FROM walk LIMIT ?) early GROUP BY id ORDER BY 2 LIMIT ?)"
                                + " SELECT " + rows.columns() + ", n.depth FROM nearest n JOIN "
                                + layout.names().memory() + " m ON m.id = n.id AND ",
                        Query.number(request.depth()),
                        Query.id(request.id()),
                        Query.number(1 + request.depth() * (most + 1)),
                        Query.number(most + 2)) // the start, and one more to see whether there is more
                .add(layout.inScope("m", request.scope()))
                .add(" ORDER BY n.depth");
        List<RelatedResult.Node> nodes = session.query(query, result -> {
            List<RelatedResult.Node> found = new ArrayList<>();
            while (result.next()) {
                found.add(new RelatedResult.Node(rows.read(result), result.getInt(rows.next())));
            }
            return found;
        });
        if (nodes.isEmpty()) {
            throw new StoreRejectedException(
                    Reason.UNKNOWN_ID,
                    "there is no memory " + request.id() + " in scope to start from; check the id, its agent and run");
        }
        List<RelatedResult.Node> reached = nodes.subList(1, nodes.size());
        boolean more = reached.size() > most;
        return new RelatedResult(
                more ? reached.subList(0, most) : reached,
                more && most < request.limit(),
                until(nodes.get(0).memory().expiresAt(), clock, provenance));
    }

    private static Provenance until(@Nullable Instant end, Clock clock, Provenance provenance) {
        if (end == null) {
            return provenance;
        }
        Duration left = Duration.between(clock.instant(), end);
        return provenance.freshForAtMost(left.isNegative() ? Duration.ZERO : left);
    }

    private Query step(RelatedRequest request, String here, String there) {
        Query step = new Query()
                .add(
                        "SELECT r." + there + "_id AS id, r." + there + "_version AS created_version FROM "
                                + layout.names().relation() + " r WHERE r.owner = ? AND r." + here + "_id = w.id AND r."
                                + here + "_version = w.created_version",
                        Query.bytes(Layout.ownerHash(request.scope().ownerKey())));
        return request.types().isEmpty()
                ? step
                : step.add(" AND r.type = ANY (?)", Query.binary(BinaryArrays.texts(List.copyOf(request.types()))));
    }

    static List<Memory> all(ResultSet result, MemoryRows rows) throws SQLException {
        List<Memory> memories = new ArrayList<>();
        while (result.next()) {
            memories.add(rows.read(result));
        }
        return memories;
    }
}
