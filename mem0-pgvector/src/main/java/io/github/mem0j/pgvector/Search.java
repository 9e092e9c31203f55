package io.github.mem0j.pgvector;

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
    /** The most that pgvector allows. */
    private static final int MOST_EF_SEARCH = 1_000;

    /** Where a scan among other owners' memories gives up, which is pgvector's default. */
    private static final int MAX_SCAN_TUPLES = 20_000;

    private final Layout layout;
    private final Instant now;

    Search(Layout layout, Instant now) {
        this.layout = layout;
        this.now = now;
    }

    /** By the owner's index if there is one; a search that meets fewer than it should is repeated exactly. */
    List<SearchResult.Hit> run(Session session, SearchRequest request, AnnIndexes indexes) throws SQLException {
        Integer efSearch = indexes.efSearch(Layout.ownerHash(request.scope().ownerKey()));
        if (efSearch != null) {
            List<SearchResult.Hit> hits = approximate(session, request, efSearch);
            if (hits.size() == request.limit()) {
                return hits.stream()
                        .filter(hit -> hit.score() >= request.minScore())
                        .toList();
            }
        }
        return exact(session, request);
    }

    /** {@code + 0} keeps approximate indexes out: exactness does not depend on the planner. */
    List<SearchResult.Hit> exact(Session session, SearchRequest request) throws SQLException {
        MemoryRows rows = rows(request);
        return session.query(exactly(request), found -> hits(found, rows));
    }

    Query exactly(SearchRequest request) {
        return nearest(request, "(" + layout.distance("m.embedding") + ") + 0")
                .add(" ORDER BY distance, m.id LIMIT ?)", Query.number(request.limit()))
                .add(found(request, request.minScore()));
    }

    /**
     * The settings hold for this transaction alone and travel in the same flush. A plan made for this owner sees that the
     * owner's index will do, which a plan for anybody cannot know. The relaxed order does not throw away what the scan
     * meets late; the outer query sorts.
     */
    private List<SearchResult.Hit> approximate(Session session, SearchRequest request, int efSearch)
            throws SQLException {
        MemoryRows rows = rows(request);
        return session.queryAlone(approximately(request, efSearch), found -> hits(found, rows));
    }

    Query approximately(SearchRequest request, int efSearch) {
        int careful = Math.min(MOST_EF_SEARCH, Math.max(efSearch, 2 * request.limit()));
        return new Query()
                .add(
                        "SELECT set_config('plan_cache_mode', 'force_custom_plan', true),"
                                + " set_config('hnsw.ef_search', ?, true),"
                                + " set_config('hnsw.iterative_scan', 'relaxed_order', true),"
                                + " set_config('hnsw.max_scan_tuples', ?, true); ",
                        Query.text(Integer.toString(careful)),
                        Query.text(Integer.toString(MAX_SCAN_TUPLES)))
                .add(nearest(request, layout.distance("m.embedding")))
                .add(" ORDER BY distance LIMIT ?)", Query.number(request.limit()))
                .add(found(request, 0));
    }

    private Query nearest(SearchRequest request, String distance) {
        return new Query()
                .add(
                        "WITH nearest AS MATERIALIZED (SELECT m.id, " + distance + " AS distance FROM "
                                + layout.names().memory() + " m WHERE ",
                        Query.binary(layout.format().value(request.embedding())))
                .add(layout.live("m", request.scope(), now))
                .add(" AND ")
                .add(FilterSql.of(request.filter(), "m"));
    }

    private Query found(SearchRequest request, double minScore) {
        return new Query()
                .add(
                        " SELECT " + rows(request).columns() + ", n.distance FROM nearest n JOIN "
                                + layout.names().memory() + " m ON m.id = n.id AND m.owner = ?"
                                + " WHERE greatest(0, 1 - n.distance) >= ? ORDER BY n.distance + 0, m.id",
                        Query.bytes(Layout.ownerHash(request.scope().ownerKey())),
                        Query.real(minScore));
    }

    private MemoryRows rows(SearchRequest request) {
        return new MemoryRows(layout, request.scope(), request.withEmbeddings());
    }

    private static List<SearchResult.Hit> hits(ResultSet found, MemoryRows rows) throws SQLException {
        List<SearchResult.Hit> hits = new ArrayList<>();
        while (found.next()) {
            double score = Math.max(0, 1 - found.getDouble(rows.next()));
            hits.add(new SearchResult.Hit(rows.read(found), score));
        }
        return hits;
    }
}
