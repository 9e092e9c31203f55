package io.github.mem0j.neo4j;

import io.github.mem0j.store.RelatedRequest;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.neo4j.driver.AccessMode;

/**
 * The related operation by APOC's {@code expandConfig}. It cannot leave nodes out by their properties, so its answer
 * counts only if it has met none to leave out: breadth-first, each node once, it gives every node that it goes through.
 * It is not asked where types, an agent or a run are. Thread-safe.
 */
final class ApocWalk {
    private static final Pattern PLAIN = Pattern.compile("`[A-Za-z_][A-Za-z_0-9]*`");

    private final Graph graph;
    private final Names names;
    private final boolean wanted;
    private volatile @Nullable Boolean installed;

    ApocWalk(Graph graph, Names names, boolean wanted) {
        this.graph = graph;
        this.names = names;
        // In the filter of APOC, other names might mean something.
        this.wanted = wanted && PLAIN.matcher(names.relation()).matches();
    }

    boolean suits(RelatedRequest request) {
        return wanted
                && request.types().isEmpty()
                && request.scope().agent() == null
                && request.scope().run() == null
                && isInstalled(request);
    }

    private boolean isInstalled(RelatedRequest request) {
        if (installed == null) {
            Cypher look = new Cypher().add("SHOW PROCEDURES YIELD name WHERE name = 'apoc.path.expandConfig'");
            installed = !graph.run(AccessMode.READ, "looking for APOC", look, graph.deadline(request.deadline()))
                    .isEmpty();
        }
        return installed;
    }

    /** Null if something was met that is not to be seen; then Cypher has to find the ways around it. */
    @Nullable
    List<Owners.Row> walk(Owners owners, RelatedRequest request, Cypher start, Instant now, long most) {
        String relation = names.relation().substring(1, names.relation().length() - 1);
        start.with("depth", (long) request.depth())
                .with("limit", most)
                .with("relation", relation)
                .with("now", Nodes.micros(now))
                .add(" UNION ALL MATCH (s:" + names.memory() + " {owner: $p.owner, id: $p.id}) USING INDEX SEEK s:"
                        + names.memory() + "(owner, id) WHERE s.liveUntil > $p.now CALL apoc.path.expandConfig(s,"
                        + " {relationshipFilter: $p.relation, minLevel: 1, maxLevel: $p.depth, bfs: true,"
                        + " uniqueness: 'NODE_GLOBAL'}) YIELD path WITH last(nodes(path)) AS m, length(path) AS depth"
                        + " LIMIT $p.limit RETURN CASE WHEN m.owner = $p.owner AND m.liveUntil > $p.now THEN "
                        + Selection.row("m", start, request.withEmbeddings())
                        + " END AS row, toFloat(depth) AS number");
        List<Owners.Row> rows = owners.read("related", request.scope(), request.deadline(), start);
        return rows.stream().anyMatch(row -> row.node().isNull()) ? null : rows;
    }
}
