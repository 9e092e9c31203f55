package io.github.mem0j.neo4j;

import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.ScanRequest;
import io.github.mem0j.store.StoredMemory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.Value;

/** One page of a scan: owner by owner in the order of their keys, each as of one moment, and each by id. */
final class Scan {
    private final Graph graph;
    private final Owners owners;
    private final Names names;
    private final Instant now;
    private final ScanRequest request;
    /** One more than asked for shows that there is a next page. */
    private final int wanted;

    private final List<StoredMemory> found = new ArrayList<>();

    Scan(Graph graph, Owners owners, Names names, Instant now, ScanRequest request) {
        this.graph = graph;
        this.owners = owners;
        this.names = names;
        this.now = now;
        this.request = request;
        this.wanted = request.limit() + 1;
    }

    List<StoredMemory> run() {
        ScanRequest.Cursor after = request.after();
        if (request.scope() != null) {
            boolean over =
                    after != null && after.ownerKey().compareTo(request.scope().ownerKey()) > 0;
            if (!over) {
                read(request.scope());
            }
            return found;
        }
        String from = after == null ? "" : after.ownerKey();
        while (found.size() < wanted) {
            List<String> next = owners(from);
            for (String owner : next) {
                if (found.size() < wanted) {
                    read(Nodes.owner(owner));
                }
            }
            if (next.size() < wanted) {
                break;
            }
            from = next.get(next.size() - 1) + '\u0001'; // comes before every longer key that can be
        }
        return found;
    }

    private List<String> owners(String from) {
        Cypher cypher = new Cypher()
                .add("MATCH (o:" + names.owner() + ") USING INDEX SEEK o:" + names.owner()
                        + "(key) WHERE o.key >= $p.from RETURN o.key AS key ORDER BY key LIMIT $p.limit")
                .with("from", from)
                .with("limit", (long) wanted);
        return graph.run(AccessMode.READ, "scan", cypher, graph.deadline(null)).stream()
                .map(row -> row.get("key").asString())
                .toList();
    }

    private void read(MemoryScope scope) {
        ScanRequest.Cursor after = request.after();
        String id = after != null && after.ownerKey().equals(scope.ownerKey())
                ? after.id().toString()
                : "";
        Selection selection = new Selection(names, scope, now);
        Cypher cypher = selection.all().add(" AND m.id > $p.after");
        cypher = selection
                .inScope(selection.alive(cypher))
                .with("after", id)
                .with("limit", (long) wanted - found.size())
                .add(" WITH m ORDER BY m.id LIMIT $p.limit RETURN m{.*, relations: [(m)-[r:" + names.relation()
                        + "]->(n) WHERE n.owner = $p.owner AND n.liveUntil > $p.now | [n.id, r.type, r.weight]]} AS row,"
                        + " 0.0 AS number");
        for (Owners.Row row : owners.read("scan", scope, null, cypher)) {
            found.add(stored(row.node()));
        }
    }

    private static StoredMemory stored(Value node) {
        Memory memory = Nodes.memory(node);
        List<Relation> relations = node.get("relations")
                .asList(each -> new Relation(
                        memory.id(),
                        UUID.fromString(each.get(0).asString()),
                        each.get(1).asString(),
                        each.get(2).asDouble()));
        return new StoredMemory(memory, !node.get("textKey").isNull(), relations);
    }
}
