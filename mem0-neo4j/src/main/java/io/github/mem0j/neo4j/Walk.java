package io.github.mem0j.neo4j;

import io.github.mem0j.model.Memory;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.RelatedResult;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreRejectedException.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The related operation: Neo4j's own breadth-first expansion, which leaves out a node the first time it sees that it is
 * another owner's, out of scope or gone, so that no path goes through one.
 */
final class Walk {
    private final Owners owners;
    private final Names names;
    private final ApocWalk apoc;
    private final Instant now;

    Walk(Owners owners, Names names, ApocWalk apoc, Instant now) {
        this.owners = owners;
        this.names = names;
        this.apoc = apoc;
        this.now = now;
    }

    RelatedResult related(RelatedRequest request, Provenance provenance, Clock clock) {
        List<Owners.Row> rows = null;
        if (apoc.suits(request)) {
            rows = apoc.walk(owners, request, start(request), now, most(request));
        }
        if (rows == null) {
            rows = owners.read("related", request.scope(), request.deadline(), cypher(request));
        }
        return result(request, rows, provenance, clock);
    }

    private static RelatedResult result(
            RelatedRequest request, List<Owners.Row> rows, Provenance provenance, Clock clock) {
        List<RelatedResult.Node> nodes = new ArrayList<>();
        Memory start = null;
        for (Owners.Row row : rows) {
            Memory memory = Nodes.memory(row.node());
            if (row.number() == 0) {
                start = memory;
            } else {
                nodes.add(new RelatedResult.Node(memory, (int) row.number()));
            }
        }
        if (start == null) {
            throw new StoreRejectedException(
                    Reason.UNKNOWN_ID,
                    "there is no memory " + request.id() + " in scope to start from; check the id, its agent and run");
        }
        boolean capped = request.maxVisited() < request.limit() && nodes.size() > request.maxVisited();
        return new RelatedResult(
                capped ? nodes.subList(0, request.maxVisited()) : nodes,
                capped,
                until(start.expiresAt(), clock, provenance));
    }

    private static Provenance until(@Nullable Instant end, Clock clock, Provenance provenance) {
        if (end == null) {
            return provenance;
        }
        Duration left = Duration.between(clock.instant(), end);
        return provenance.freshForAtMost(left.isNegative() ? Duration.ZERO : left);
    }

    /** The start at depth 0, then what is reached, nearest first. */
    Cypher cypher(RelatedRequest request) {
        Cypher cypher = start(request).with("limit", most(request));
        Selection selection = new Selection(names, request.scope(), now);
        String types = request.types().isEmpty() ? "" : " AND all(r IN relationships(p) WHERE r.type IN $p.types)";
        cypher.with("types", List.copyOf(request.types()));
        return cypher.add(
                " UNION ALL " + seek() + " WITH s MATCH p = (s)-[:" + names.relation() + "*1.." + request.depth()
                        + "]-(m) WHERE all(n IN nodes(p) WHERE n.owner = $p.owner AND n.liveUntil > $p.now"
                        + selection.inScope("n", cypher) + ")" + types
                        + " WITH s, m, min(length(p)) AS depth WHERE m <> s WITH m, depth ORDER BY depth LIMIT $p.limit RETURN "
                        + Selection.row("m", cypher, request.withEmbeddings()) + " AS row, toFloat(depth) AS number");
    }

    private Cypher start(RelatedRequest request) {
        Cypher cypher = new Cypher()
                .with("owner", request.scope().ownerKey())
                .with("id", request.id().toString())
                .with("now", Nodes.micros(now));
        return cypher.add(seek() + " WHERE s.liveUntil > $p.now"
                + new Selection(names, request.scope(), now).inScope("s", cypher)
                + " RETURN s{.*, embedding: null} AS row, 0.0 AS number");
    }

    /** Without the hint, statistics of an empty database would have the planner scan. */
    private String seek() {
        return "MATCH (s:" + names.memory() + " {owner: $p.owner, id: $p.id}) USING INDEX SEEK s:" + names.memory()
                + "(owner, id)";
    }

    /** One more than may be visited shows that there was more. */
    private static long most(RelatedRequest request) {
        return Math.min(request.limit(), request.maxVisited() + 1L);
    }
}
