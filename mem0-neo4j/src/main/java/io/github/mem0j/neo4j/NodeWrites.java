package io.github.mem0j.neo4j;

import io.github.mem0j.model.MemoryScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Changes of one owner's nodes, collected and then made in a few statements. Not thread-safe. */
final class NodeWrites {
    /** More nodes than that go in several statements: a server holds each of these in memory at once. */
    private static final int BATCH = 5_000;

    private final Names names;
    private final MemoryScope scope;
    private final List<Map<String, Object>> created = new ArrayList<>();
    private final List<Map<String, Object>> replaced = new ArrayList<>();
    private final List<String> unrelated = new ArrayList<>();
    private final List<String> released = new ArrayList<>();

    NodeWrites(Names names, MemoryScope scope) {
        this.names = names;
        this.scope = scope;
    }

    void create(Map<String, Object> node) {
        created.add(node);
    }

    /** What is there keeps its relations. */
    void replace(Map<String, Object> node) {
        replaced.add(node);
    }

    /** What is there loses its relations. */
    void revive(UUID id, Map<String, Object> node) {
        unrelated.add(id.toString());
        replaced.add(node);
    }

    /** The memory no longer answers for its text. */
    void releaseText(UUID id) {
        released.add(id.toString());
    }

    void run(OwnerTransaction transaction) throws Waiting.Failed {
        String seek = " MATCH (m:" + names.memory() + " {owner: $p.owner, id: %s}) USING INDEX SEEK m:" + names.memory()
                + "(owner, id)";
        all(transaction, released, seek.formatted("row") + " SET m.textKey = null");
        all(transaction, unrelated, seek.formatted("row") + " MATCH (m)-[r:" + names.relation() + "]-() DELETE r");
        all(transaction, replaced, seek.formatted("row.id") + " SET m = row");
        all(transaction, created, " CREATE (m:" + names.memory() + ") SET m = row");
    }

    private void all(OwnerTransaction transaction, List<?> rows, String each) throws Waiting.Failed {
        for (int from = 0; from < rows.size(); from += BATCH) {
            Cypher cypher = new Cypher()
                    .add("UNWIND $p.rows AS row" + each)
                    .with("owner", scope.ownerKey())
                    .with("rows", rows.subList(from, Math.min(rows.size(), from + BATCH)));
            transaction.run(cypher);
        }
    }
}
