package io.github.mem0j.pgvector;

import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.SearchResult;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Similarity search. The nearest are found in an inner query over as few columns as an index can hold, and their rows
 * are read after that; the least score is applied outside, where it cannot send the inner query after more.
 */
final class Search {
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
        return read(session, query, request, 1);
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

    private List<SearchResult.Hit> read(Session session, Query query, SearchRequest request, int prepareThreshold)
            throws SQLException {
        MemoryRows rows = new MemoryRows(layout, request.scope(), request.withEmbeddings());
        query.add(
                " SELECT " + rows.columns() + ", n.distance FROM nearest n JOIN "
                        + layout.names().memory() + " m ON m.id = n.id AND m.owner = ?"
                        + " WHERE greatest(0, 1 - n.distance) >= ? ORDER BY n.distance + 0, m.id",
                Query.bytes(Layout.ownerHash(request.scope().ownerKey())),
                Query.real(request.minScore()));
        return session.query(query, prepareThreshold, result -> {
            List<SearchResult.Hit> hits = new ArrayList<>();
            while (result.next()) {
                double score = Math.max(0, 1 - result.getDouble(rows.next()));
                hits.add(new SearchResult.Hit(rows.read(result), score));
            }
            return hits;
        });
    }
}
