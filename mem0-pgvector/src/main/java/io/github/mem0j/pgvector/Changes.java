package io.github.mem0j.pgvector;

import io.github.mem0j.model.Expiry;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.Limits;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelateResult;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreRejectedException.Reason;
import io.github.mem0j.store.UpdateRequest;
import io.github.mem0j.store.VersionConflictException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Update, delete and relate: one statement each. All lock the memories they touch in the order of ids before they change
 * anything, so that no two of them wait for each other.
 */
final class Changes {
    private final Layout layout;
    private final Instant now;

    Changes(Layout layout, Instant now) {
        this.layout = layout;
        this.now = now;
    }

    /** The new version, or 0 if the memory is not there. */
    long update(Session session, UpdateRequest request, Limits limits) throws SQLException {
        MemoryChange change = request.change();
        Expiry expiry = change.expiry();
        Long expected = request.expectedVersion();
        String memory = layout.names().memory();
        Query query = new Query()
                .add(
                        "WITH target AS (SELECT m.id, m.version, (m.metadata || ?::jsonb) - ?::text[] AS metadata FROM "
                                + memory + " m WHERE ",
                        Query.text(MetadataJson.write(change.metadata())),
                        Query.binary(BinaryArrays.texts(List.copyOf(change.unset()))))
                .add(layout.live("m", request.scope(), now))
                .add(
                        " AND m.id = ? FOR UPDATE), size AS (SELECT coalesce(sum(octet_length(e.key) + CASE"
                                + " WHEN jsonb_typeof(e.value) = 'array' THEN (SELECT coalesce(sum(" + SIZE
                                + "), 0) FROM jsonb_array_elements(e.value) AS v(value)) ELSE (SELECT " + SIZE
                                + " FROM (SELECT e.value) AS v(value)) END), 0)::bigint AS bytes"
                                + " FROM target, jsonb_each(target.metadata) e), changed AS (UPDATE " + memory
                                + " m SET content = coalesce(?::text, m.content), embedding = coalesce(?::"
                                + layout.vectorType() + ", m.embedding), metadata = t.metadata, updated_at = ?,"
                                + " version = m.version + 1,"
                                + " expires_at = CASE WHEN ? THEN m.expires_at ELSE ?::timestamptz END,"
                                + " text_hash = CASE WHEN coalesce(?::text, m.content) = m.content THEN m.text_hash END"
                                + " FROM target t WHERE m.owner = ? AND m.id = t.id AND t.version = coalesce(?, t.version)"
                                + " AND (SELECT bytes FROM size) <= ? RETURNING m.version)"
                                + " SELECT t.version, (SELECT bytes FROM size), (SELECT version FROM changed)"
                                + " FROM target t",
                        Query.id(request.id()),
                        Query.text(change.text()),
                        Query.binary(
                                change.embedding() == null
                                        ? null
                                        : layout.format().value(change.embedding())),
                        Query.time(now),
                        Query.truth(expiry == Expiry.KEEP),
                        Query.time(expiry instanceof Expiry.At end ? end.at() : null),
                        Query.text(change.text()),
                        Query.bytes(Layout.ownerHash(request.scope().ownerKey())),
                        Query.number(expected),
                        Query.number(limits.maxMetadataBytes()));
        return session.query(query, row -> {
            if (!row.next()) {
                return 0L;
            }
            long version = row.getLong(3);
            if (version == 0) {
                refuse(request, row.getLong(1), row.getLong(2), limits);
            }
            return version;
        });
    }

    /** Bytes of one scalar, as {@code Metadata.sizeInBytes} counts them. */
    private static final String SIZE = "CASE jsonb_typeof(v.value) WHEN 'string' THEN octet_length(v.value #>> '{}')"
            + " WHEN 'boolean' THEN 1 ELSE 8 END";

    private static void refuse(UpdateRequest request, long version, long bytes, Limits limits) {
        if (request.expectedVersion() != null && request.expectedVersion() != version) {
            throw new VersionConflictException(request.id(), request.expectedVersion(), version);
        }
        throw new StoreRejectedException(
                Reason.TOO_LARGE,
                "metadata of size " + bytes + " is past the bound " + limits.maxMetadataBytes()
                        + "; remove keys, or raise Limits.maxMetadataBytes on the store");
    }

    /** How many live memories were deleted. */
    long delete(Session session, DeleteRequest request) throws SQLException {
        DeleteRequest.Selection selection = request.selection();
        boolean hiddenToo = request.hard() && !(selection instanceof DeleteRequest.Matching);
        String memory = layout.names().memory();
        Query query = new Query()
                .add("WITH doomed AS (SELECT m.id, (")
                .add(layout.alive("m", now))
                .add(") AS live FROM " + memory + " m WHERE ")
                .add(layout.inScope("m", request.scope()))
                .add(hiddenToo ? "" : " AND m.deleted_at IS NULL");
        if (selection instanceof DeleteRequest.Ids ids) {
            query.add(" AND m.id = ANY (?)", Query.binary(BinaryArrays.uuids(ids.ids())));
        } else if (selection instanceof DeleteRequest.Matching matching) {
            query.add(" AND ").add(FilterSql.of(matching.filter(), "m"));
        }
        query.add(" ORDER BY m.id FOR UPDATE), gone AS (");
        if (request.hard()) {
            query.add("DELETE FROM " + memory + " m USING doomed d");
        } else {
            query.add("UPDATE " + memory + " m SET deleted_at = ?, text_hash = NULL FROM doomed d", Query.time(now));
        }
        query.add(
                " WHERE m.owner = ? AND m.id = d.id) SELECT count(*) FILTER (WHERE live) FROM doomed",
                Query.bytes(Layout.ownerHash(request.scope().ownerKey())));
        return session.one(query, row -> row.getLong(1));
    }

    /** Both ends are locked against deletion until the relation is there. */
    List<RelateResult.Outcome> relate(Session session, RelateRequest request) throws SQLException {
        Collection<Relation> last = lastOfEachKey(request.relations());
        List<UUID> ends = last.stream()
                .flatMap(relation -> Stream.of(relation.from(), relation.to()))
                .distinct()
                .toList();
        Query query = new Query()
                .add("WITH ends AS (SELECT m.id, m.created_version FROM "
                        + layout.names().memory() + " m WHERE ")
                .add(layout.live("m", request.scope(), now))
                .add(
                        " AND m.id = ANY (?) ORDER BY m.id FOR SHARE), put AS (INSERT INTO "
                                + layout.names().relation()
                                + " (owner, from_id, to_id, type, weight, created_at, from_version, to_version)"
                                + " SELECT ?, i.a, i.b, i.type, i.weight, ?, a.created_version, b.created_version"
                                + " FROM unnest(?::uuid[], ?::uuid[], ?::text[], ?::float8[]) AS i(a, b, type, weight)"
                                + " JOIN ends a ON a.id = i.a JOIN ends b ON b.id = i.b ORDER BY i.a, i.b, i.type"
                                + " ON CONFLICT (owner, from_id, to_id, type) DO UPDATE SET weight = excluded.weight,"
                                + " from_version = excluded.from_version, to_version = excluded.to_version)"
                                + " SELECT id FROM ends",
                        Query.binary(BinaryArrays.uuids(ends)),
                        Query.bytes(Layout.ownerHash(request.scope().ownerKey())),
                        Query.time(now),
                        Query.binary(BinaryArrays.uuids(
                                last.stream().map(Relation::from).toList())),
                        Query.binary(BinaryArrays.uuids(
                                last.stream().map(Relation::to).toList())),
                        Query.binary(BinaryArrays.texts(
                                last.stream().map(Relation::type).toList())),
                        Query.binary(BinaryArrays.doubles(
                                last.stream().map(Relation::weight).toList())));
        Set<UUID> present = session.query(query, rows -> {
            Set<UUID> ids = new HashSet<>();
            while (rows.next()) {
                ids.add((UUID) rows.getObject(1));
            }
            return ids;
        });
        return request.relations().stream()
                .map(relation -> present.contains(relation.from()) && present.contains(relation.to())
                        ? RelateResult.Outcome.APPLIED
                        : RelateResult.Outcome.MISSING_ENDPOINT)
                .toList();
    }

    private static Collection<Relation> lastOfEachKey(List<Relation> relations) {
        record Key(UUID from, UUID to, String type) {}
        Map<Key, Relation> last = new LinkedHashMap<>();
        for (Relation relation : relations) {
            last.put(new Key(relation.from(), relation.to(), relation.type()), relation);
        }
        return last.values();
    }
}
