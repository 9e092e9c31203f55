package io.github.mem0j.neo4j;

import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.Limits;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelateResult.Outcome;
import io.github.mem0j.store.UpdateRequest;
import io.github.mem0j.store.UpdateResult;
import io.github.mem0j.store.VersionConflictException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.neo4j.driver.Record;
import org.neo4j.driver.Value;

/** What the other writing operations do, under the owner's lock. */
final class Changes {
    /** More relations than that go in several statements. */
    private static final int BATCH = 5_000;

    private final Names names;
    private final Instant now;
    private final OwnerTransaction transaction;

    Changes(Names names, Instant now, OwnerTransaction transaction) {
        this.names = names;
        this.now = now;
        this.transaction = transaction;
    }

    UpdateResult update(UpdateRequest request, Limits limits, Provenance provenance) throws Waiting.Failed {
        Selection selection = selection(request.scope());
        List<Record> found = transaction.run(selection
                .inScope(selection.alive(selection.ids(List.of(request.id()))))
                .add(" RETURN m{.*} AS row"));
        if (found.isEmpty()) {
            return UpdateResult.notFound(request.id(), provenance);
        }
        Value node = found.get(0).get("row");
        Memory before = Nodes.memory(node);
        Long expected = request.expectedVersion();
        if (expected != null && expected != before.version()) {
            throw new VersionConflictException(request.id(), expected, before.version());
        }
        Memory after = request.change().applyTo(before, now);
        limits.metadata(after.metadata());
        String textKey =
                after.text().equals(before.text()) ? node.get("textKey").asString(null) : null;
        NodeWrites writes = new NodeWrites(names, request.scope());
        writes.replace(Nodes.properties(after, textKey));
        writes.run(transaction);
        return new UpdateResult(
                request.id(), UpdateResult.Outcome.UPDATED, after.version(), after.updatedAt(), provenance);
    }

    /** Returns how many live memories there were. */
    long delete(DeleteRequest request) throws Waiting.Failed {
        if (!request.hard()) {
            transaction.run(selected(request).add(" MATCH (m)-[r:" + names.relation() + "]-() DELETE r"));
        }
        String change = request.hard() ? " DETACH DELETE m" : " SET m.liveUntil = $p.hidden, m.textKey = null";
        Cypher cypher = selected(request)
                .add(" WITH m, m.liveUntil > $p.now AS live" + change
                        + " RETURN count(CASE WHEN live THEN 1 END) AS count")
                .with("hidden", Nodes.HIDDEN)
                .with("now", Nodes.micros(now));
        long count = transaction.run(cypher).get(0).get("count").asLong();
        if (request.hard() && request.selection() instanceof DeleteRequest.Everything) {
            forgetOwner(request.scope());
        }
        return count;
    }

    private Cypher selected(DeleteRequest request) {
        Selection selection = selection(request.scope());
        DeleteRequest.Selection which = request.selection();
        MemoryFilter filter = which instanceof DeleteRequest.Matching matching ? matching.filter() : MemoryFilter.all();
        Cypher cypher = selection.inScope(
                which instanceof DeleteRequest.Ids ids ? selection.ids(ids.ids()) : selection.all(), filter);
        boolean hiddenToo = request.hard() && !(which instanceof DeleteRequest.Matching);
        return hiddenToo ? cypher : cypher.add(" AND m.liveUntil > $p.hidden").with("hidden", Nodes.HIDDEN);
    }

    /** The node of an owner who has nothing left names a person. */
    void forgetOwner(MemoryScope scope) throws Waiting.Failed {
        Cypher left = selection(scope.owner()).all().add(" RETURN m.id LIMIT 1");
        if (transaction.run(left).isEmpty()) {
            transaction.run(new Cypher()
                    .add("MATCH (o:" + names.owner() + " {key: $p.owner}) DELETE o")
                    .with("owner", scope.ownerKey()));
        }
    }

    /** Removes what has expired; returns how much. */
    long purge(MemoryScope scope) throws Waiting.Failed {
        Cypher cypher = selection(scope)
                .all()
                .with("now", Nodes.micros(now))
                .with("hidden", Nodes.HIDDEN)
                .add(" AND m.liveUntil <= $p.now AND m.liveUntil > $p.hidden DETACH DELETE m RETURN count(*) AS count");
        long count = transaction.run(cypher).get(0).get("count").asLong();
        forgetOwner(scope);
        return count;
    }

    List<Outcome> relate(RelateRequest request) throws Waiting.Failed {
        List<Relation> relations = request.relations();
        List<Outcome> outcomes = new ArrayList<>(Collections.nCopies(relations.size(), Outcome.MISSING_ENDPOINT));
        for (int from = 0; from < relations.size(); from += BATCH) {
            List<Map<String, Object>> rows = new ArrayList<>();
            for (int i = from; i < Math.min(relations.size(), from + BATCH); i++) {
                rows.add(row(i, relations.get(i)));
            }
            // One record for all: each costs the driver and the server.
            Value applied =
                    transaction.run(relate(request.scope(), rows)).get(0).get("applied");
            applied.values(Value::asInt).forEach(at -> outcomes.set(at, Outcome.APPLIED));
        }
        return outcomes;
    }

    private static Map<String, Object> row(int at, Relation relation) {
        return Map.of(
                "at",
                (long) at,
                "from",
                relation.from().toString(),
                "to",
                relation.to().toString(),
                "type",
                relation.type(),
                "weight",
                relation.weight());
    }

    private Cypher relate(MemoryScope scope, List<Map<String, Object>> rows) {
        Cypher cypher = new Cypher()
                .with("owner", scope.ownerKey())
                .with("now", Nodes.micros(now))
                .with("rows", rows);
        Selection selection = selection(scope);
        String seek = " MATCH (%1$s:" + names.memory() + " {owner: $p.owner, id: row.%2$s}) USING INDEX SEEK %1$s:"
                + names.memory() + "(owner, id) WHERE %1$s.liveUntil > $p.now";
        return cypher.add("UNWIND $p.rows AS row"
                + seek.formatted("a", "from") + selection.inScope("a", cypher)
                + seek.formatted("b", "to") + selection.inScope("b", cypher)
                + " MERGE (a)-[r:" + names.relation() + " {type: row.type}]->(b) SET r.weight = row.weight"
                + " RETURN collect(row.at) AS applied");
    }

    private Selection selection(MemoryScope scope) {
        return new Selection(names, scope, now);
    }
}
