package io.github.mem0j.neo4j;

import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** The beginnings of statements about one owner's memories: each seeks its nodes, called {@code m}, by an index. */
final class Selection {
    private final Names names;
    private final MemoryScope scope;
    private final Instant now;

    Selection(Names names, MemoryScope scope, Instant now) {
        this.names = names;
        this.scope = scope;
        this.now = now;
    }

    /** All under these ids: live, expired and hidden. */
    Cypher ids(Collection<UUID> ids) {
        return start("id").add(" AND m.id IN $p.ids").with("ids", strings(ids));
    }

    /** All that is live. */
    Cypher live() {
        return start("liveUntil").add(" AND m.liveUntil > $p.now").with("now", Nodes.micros(now));
    }

    /** All, expired and hidden ones too. */
    Cypher all() {
        return start("id").add(" AND m.id IS NOT NULL");
    }

    /** Live ones from a place in a list on, which is not among them. */
    Cypher after(long createdAt, String id) {
        return start("createdAt, id")
                .add(
                        " AND m.createdAt <= $p.before AND m.id IS NOT NULL"
                                + " AND CASE WHEN m.createdAt = $p.before THEN m.id < $p.id ELSE true END AND m.liveUntil > $p.now")
                .with("before", createdAt)
                .with("id", id)
                .with("now", Nodes.micros(now));
    }

    /** Those that answer for texts. */
    Cypher texts(Collection<String> keys) {
        return start("textKey").add(" AND m.textKey IN $p.texts").with("texts", List.copyOf(keys));
    }

    private Cypher start(String seek) {
        return new Cypher()
                .add("MATCH (m:" + names.memory() + ") USING INDEX SEEK m:" + names.memory() + "(owner, " + seek
                        + ") WHERE m.owner = $p.owner")
                .with("owner", scope.ownerKey());
    }

    /** Narrows it to live ones. */
    Cypher alive(Cypher cypher) {
        return cypher.add(" AND m.liveUntil > $p.now").with("now", Nodes.micros(now));
    }

    /** Narrows it to an agent and a run, if the scope names them. */
    Cypher inScope(Cypher cypher) {
        return inScope(cypher, MemoryFilter.all());
    }

    /** Narrows it to what matches, too. */
    Cypher inScope(Cypher cypher, MemoryFilter filter) {
        List<List<Object>> conditions = Conditions.of(scope, filter);
        return conditions.isEmpty()
                ? cypher
                : cypher.add(" AND " + Conditions.TEXT).with("conditions", conditions);
    }

    /** The same for a node in the middle of a statement. One text for all scopes but whole owners', which need none. */
    String inScope(String node, Cypher cypher) {
        if (scope.agent() == null && scope.run() == null) {
            return "";
        }
        cypher.with("agent", scope.agent()).with("run", scope.run());
        return " AND ($p.agent IS NULL OR %1$s.agent = $p.agent) AND ($p.run IS NULL OR %1$s.run = $p.run)"
                .formatted(node);
    }

    static List<String> strings(Collection<UUID> ids) {
        return ids.stream().map(UUID::toString).toList();
    }

    /** All properties of a node, the embedding among them or not. */
    static String row(String node, Cypher cypher, boolean withEmbedding) {
        cypher.with("embeddings", withEmbedding);
        return node + "{.*, embedding: CASE WHEN $p.embeddings THEN " + node + ".embedding END}";
    }
}
