package io.github.mem0j.pgvector;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.SearchResult;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Similarity search. The nearest are found in an inner query over as few columns as an index can hold, and their rows
 * are read after that; the least score is applied outside, where it cannot send the inner query after more.
 */
final class Search {
    /** As many memories are looked at for a filter that hardly any passes; then it is an exact scan's turn. */
    private static final String MAX_SCAN_TUPLES = "20000";

    /** Between these, no sum of squares leaves the range of floats. */
    private static final double LEAST_NORM = 1e-15;

    private static final double GREATEST_NORM = 1e15;

    private final Layout layout;
    private final Instant now;

    Search(Layout layout, Instant now) {
        this.layout = layout;
        this.now = now;
    }

    /** {@code + 0} keeps approximate indexes out: exactness does not depend on the planner. */
    List<SearchResult.Hit> exact(Session session, SearchRequest request) throws SQLException {
        Query query = nearest(request, "(" + layout.distance("m.embedding") + ") + 0")
                .add(" ORDER BY distance, m.id LIMIT ?)", Query.number(request.limit()));
        MemoryRows rows = new MemoryRows(layout, request.scope(), request.withEmbeddings());
        query.add(
                " SELECT " + rows.columns() + ", n.distance FROM nearest n JOIN "
                        + layout.names().memory() + " m ON m.id = n.id AND m.owner = ?"
                        + " WHERE greatest(0, 1 - n.distance) >= ? ORDER BY n.distance + 0, m.id",
                Query.bytes(Layout.ownerHash(request.scope().ownerKey())),
                Query.real(request.minScore()));
        return session.query(query, result -> {
            List<SearchResult.Hit> hits = new ArrayList<>();
            while (result.next()) {
                addHit(hits, rows, result, request);
            }
            return hits;
        });
    }

    /** By an HNSW index, if there is one; exactly, in a second round trip, if that finds fewer than asked for. */
    List<SearchResult.Hit> approximate(Session session, SearchRequest request, int efSearch) throws SQLException {
        List<SearchResult.Hit> hits = new ArrayList<>();
        MemoryRows rows = new MemoryRows(layout, request.scope(), request.withEmbeddings());
        int found = session.last(approximately(request, rows, efSearch), result -> {
            int count = 0;
            while (result.next()) {
                count++;
                if (result.getObject(1) != null) {
                    addHit(hits, rows, result, request);
                }
            }
            return count;
        });
        return found < request.limit() ? exact(session, request) : hits;
    }

    /** All that were found give a row, so that they can be counted, those of too low a score an empty one. */
    Query approximately(SearchRequest request, MemoryRows rows, int efSearch) {
        return settings(Math.max(efSearch, request.limit()))
                .add(nearest(request, layout.distance("m.embedding")))
                .add(" ORDER BY distance LIMIT ?)", Query.number(request.limit()))
                .add(
                        " SELECT " + rows.columns() + ", n.distance FROM nearest n LEFT JOIN "
                                + layout.names().memory() + " m ON m.id = n.id AND m.owner = ?"
                                + " AND greatest(0, 1 - n.distance) >= ? ORDER BY n.distance + 0, n.id",
                        Query.bytes(Layout.ownerHash(request.scope().ownerKey())),
                        Query.real(request.minScore()));
    }

    /**
     * For this transaction only. A generic plan would not know the owner, and so not see that its index applies.
     * Relaxed order loses none that come late, and the outer query sorts them.
     */
    static Query settings(int efSearch) {
        return new Query()
                .add(
                        "SELECT pg_catalog.set_config('hnsw.ef_search', ?, true),"
                                + " pg_catalog.set_config('hnsw.iterative_scan', 'relaxed_order', true),"
                                + " pg_catalog.set_config('hnsw.max_scan_tuples', ?, true),"
                                + " pg_catalog.set_config('plan_cache_mode', 'force_custom_plan', true);",
                        Query.text(Integer.toString(Math.min(efSearch, Hnsw.MAX_EF))),
                        Query.text(MAX_SCAN_TUPLES));
    }

    private Query nearest(SearchRequest request, String distance) {
        return new Query()
                .add(
                        "WITH nearest AS MATERIALIZED (SELECT m.id, " + distance + " AS distance FROM "
                                + layout.names().memory() + " m WHERE ",
                        Query.binary(layout.format().value(comparable(request.embedding()))))
                .add(layout.live("m", request.scope(), now))
                .add(" AND ")
                .add(FilterSql.of(request.filter(), "m"));
    }

    /**
     * pgvector sums in single precision: of an embedding whose norm is past some 1e15 or below 1e-15 it may not be able to
     * tell the distance. Such a memory comes last, with score 0.
     */
    private static void addHit(List<SearchResult.Hit> hits, MemoryRows rows, ResultSet result, SearchRequest request)
            throws SQLException {
        double distance = result.getDouble(rows.next());
        double score = Double.isNaN(distance) ? 0 : Math.max(0, 1 - distance);
        if (score >= request.minScore()) {
            hits.add(new SearchResult.Hit(rows.read(result), score));
        }
    }

    /** As long as 1 if it is of a length that pgvector cannot compare; the direction is what counts. */
    private static Embedding comparable(Embedding embedding) {
        double norm = embedding.norm();
        if (norm > LEAST_NORM && norm < GREATEST_NORM) {
            return embedding;
        }
        float[] values = embedding.toArray();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (values[i] / norm);
        }
        return Embedding.of(values);
    }
}
