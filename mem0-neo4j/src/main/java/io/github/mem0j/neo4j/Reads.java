package io.github.mem0j.neo4j;

import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.ListCursor;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.ListResult;
import io.github.mem0j.store.MemoryVersion;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.SearchResult;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.neo4j.driver.Value;

/** What the reading operations but {@code related} ask of Neo4j. */
final class Reads {
    private final Owners owners;
    private final Names names;
    private final Instant now;

    Reads(Owners owners, Names names, Instant now) {
        this.owners = owners;
        this.names = names;
        this.now = now;
    }

    List<Memory> get(GetRequest request) {
        Selection selection = selection(request.scope());
        Cypher cypher = selection.inScope(selection.alive(selection.ids(request.ids())));
        cypher.add(" RETURN " + Selection.row("m", cypher, request.withEmbeddings()) + " AS row, 0.0 AS number");
        Map<UUID, Memory> found = new HashMap<>();
        for (Owners.Row row : owners.read("get", request.scope(), request.deadline(), cypher)) {
            Memory memory = Nodes.memory(row.node());
            found.put(memory.id(), memory);
        }
        return request.ids().stream().map(found::get).filter(Objects::nonNull).toList();
    }

    /** Neo4j's similarity is (1 + cosine) / 2, in single precision. */
    List<SearchResult.Hit> search(SearchRequest request) {
        Cypher cypher = search(names, request, now);
        return owners.read("search", request.scope(), request.deadline(), cypher).stream()
                .map(row -> new SearchResult.Hit(Nodes.memory(row.node()), row.number()))
                .toList();
    }

    static Cypher search(Names names, SearchRequest request, Instant now) {
        Selection selection = new Selection(names, request.scope(), now);
        Cypher cypher = selection.inScope(selection.live(), request.filter());
        return cypher.with("embedding", Nodes.vector(request.embedding()))
                .with("least", request.minScore())
                .with("limit", (long) request.limit())
                .add(" WITH m, 2 * vector.similarity.cosine(m.embedding, $p.embedding) - 1 AS cosine"
                        + " WITH m, CASE WHEN cosine > 0 THEN cosine ELSE 0.0 END AS score WHERE score >= $p.least"
                        + " WITH m, score ORDER BY score DESC, m.id LIMIT $p.limit RETURN "
                        + Selection.row("m", cypher, request.withEmbeddings()) + " AS row, score AS number");
    }

    ListResult list(ListRequest request, Provenance provenance) {
        Cypher cypher = list(names, request, now);
        List<Memory> found = owners.read("list", request.scope(), request.deadline(), cypher).stream()
                .map(row -> Nodes.memory(row.node()))
                .toList();
        if (found.size() <= request.limit()) {
            return new ListResult(found, null, provenance);
        }
        List<Memory> page = found.subList(0, request.limit());
        return new ListResult(page, ListCursor.after(page.get(page.size() - 1), request), provenance);
    }

    static Cypher list(Names names, ListRequest request, Instant now) {
        Selection selection = new Selection(names, request.scope(), now);
        ListCursor cursor = request.cursor();
        Cypher after = cursor == null
                ? selection.after(Long.MAX_VALUE, "")
                : selection.after(Nodes.micros(cursor.createdAt()), cursor.id().toString());
        Cypher cypher = selection.inScope(after, request.filter());
        return cypher.with("limit", request.limit() + 1L)
                // By the owner too, which all have in common: so the planner sees that the index has them in this
                // order.
                .add(" WITH m ORDER BY m.owner DESC, m.createdAt DESC, m.id DESC LIMIT $p.limit RETURN "
                        + Selection.row("m", cypher, request.withEmbeddings()) + " AS row, 0.0 AS number");
    }

    long count(MemoryScope scope) {
        Selection selection = selection(scope);
        Cypher cypher = selection.inScope(selection.live()).add(" RETURN {} AS row, toFloat(count(*)) AS number");
        return owners.read("count", scope, null, cypher).stream()
                .mapToLong(row -> (long) row.number())
                .sum();
    }

    List<MemoryVersion> versions(MemoryScope scope, int limit) {
        Selection selection = selection(scope);
        Cypher cypher = selection
                .inScope(selection.live())
                .with("limit", (long) limit)
                .add(" WITH m LIMIT $p.limit RETURN m{.id, .version, .updatedAt} AS row, 0.0 AS number");
        return owners.read("versions", scope, null, cypher).stream()
                .map(Owners.Row::node)
                .map(node -> new MemoryVersion(
                        id(node.get("id")),
                        node.get("version").asLong(),
                        Nodes.instant(node.get("updatedAt").asLong())))
                .toList();
    }

    List<Relation> relations(MemoryScope scope, int limit) {
        Selection selection = selection(scope);
        Cypher cypher = selection
                .inScope(selection.live())
                .with("limit", (long) limit)
                .add(" MATCH (m)-[r:" + names.relation() + "]->(n) WHERE n.owner = $p.owner AND n.liveUntil > $p.now"
                        + " WITH m, r, n LIMIT $p.limit"
                        + " RETURN r{.type, .weight, from: m.id, to: n.id} AS row, 0.0 AS number");
        return owners.read("relations", scope, null, cypher).stream()
                .map(Owners.Row::node)
                .map(row -> new Relation(
                        id(row.get("from")),
                        id(row.get("to")),
                        row.get("type").asString(),
                        row.get("weight").asDouble()))
                .toList();
    }

    private static UUID id(Value value) {
        return UUID.fromString(value.asString());
    }

    private Selection selection(MemoryScope scope) {
        return new Selection(names, scope, now);
    }
}
