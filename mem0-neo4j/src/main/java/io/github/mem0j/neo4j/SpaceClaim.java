package io.github.mem0j.neo4j;

import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreRejectedException.Reason;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.Record;

/** The one embedding space of the nodes: claimed by the first memory, remembered here once known. Thread-safe. */
final class SpaceClaim {
    private static final String WHAT = "reading the embedding space";

    private final Graph graph;
    private final String node;
    private volatile @Nullable EmbeddingSpace claimed;

    SpaceClaim(Graph graph, Names names) {
        this.graph = graph;
        this.node = "(s:" + names.space() + " {key: 'space'})";
    }

    /** Makes {@code wanted} the space if there is none; of two at once, one wins. */
    void claim(EmbeddingSpace wanted, @Nullable Deadline deadline) {
        if (claimed == null) {
            Cypher cypher = new Cypher()
                    .add("MERGE " + node + " ON CREATE SET s.model = $p.model, s.dimensions = $p.dimensions"
                            + " RETURN s.model AS model, s.dimensions AS dimensions")
                    .with("model", wanted.model())
                    .with("dimensions", (long) wanted.dimensions());
            remember(graph.run(AccessMode.WRITE, "claiming the embedding space", cypher, graph.deadline(deadline)));
        }
        require(wanted, deadline);
    }

    /** Refuses requests of another space; anything goes as long as there is none. */
    void require(EmbeddingSpace wanted, @Nullable Deadline deadline) {
        EmbeddingSpace known = find(deadline).orElse(wanted);
        if (!known.equals(wanted)) {
            throw new StoreRejectedException(
                    Reason.OTHER_SPACE,
                    "this store holds embeddings of " + known + ", the request has " + wanted
                            + "; use that model, or re-embed into a new store (AgentMemory.reembedFrom)");
        }
    }

    /** As the nodes have it, another JVM's claim included. */
    Optional<EmbeddingSpace> find(@Nullable Deadline deadline) {
        if (claimed == null) {
            Cypher cypher = new Cypher().add("MATCH " + node + " RETURN s.model AS model, s.dimensions AS dimensions");
            remember(graph.run(AccessMode.READ, WHAT, cypher, graph.deadline(deadline)));
        }
        return Optional.ofNullable(claimed);
    }

    private void remember(List<Record> rows) {
        if (!rows.isEmpty()) {
            claimed = new EmbeddingSpace(
                    rows.get(0).get("model").asString(),
                    rows.get(0).get("dimensions").asInt());
        }
    }
}
