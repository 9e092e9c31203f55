package io.github.mem0j.store;

import io.github.mem0j.model.Memory;
import java.util.List;

/**
 * The memories reached, nearest first; the order among equal depth is unspecified.
 *
 * @param nodes at most the request's limit
 * @param capped whether the walk ended early because it had looked at the request's most
 * @param provenance where this comes from
 */
public record RelatedResult(List<Node> nodes, boolean capped, Provenance provenance) implements StoreResult {
    /**
     * One memory reached.
     *
     * @param memory it
     * @param depth the least number of steps to it, 1 or more
     */
    public record Node(Memory memory, int depth) {}

    public RelatedResult {
        nodes = List.copyOf(nodes);
    }

    /** The memories without their depths. */
    public List<Memory> memories() {
        return nodes.stream().map(Node::memory).toList();
    }

    @Override
    public RelatedResult withProvenance(Provenance provenance) {
        return new RelatedResult(nodes, capped, provenance);
    }
}
