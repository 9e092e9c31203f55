package io.github.mem0j.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** The walk of {@link MemoryStore#related}, for backends that can only ask for the neighbours of some memories. */
public final class BreadthFirst {
    /**
     * One memory reached.
     *
     * @param id it
     * @param depth the least number of steps to it
     */
    public record Step(UUID id, int depth) {}

    /**
     * What a walk found.
     *
     * @param steps nearest first, at most the request's limit
     * @param capped whether it ended because it had visited the request's most
     */
    public record Walk(List<Step> steps, boolean capped) {}

    private BreadthFirst() {}

    /**
     * Walks from {@code request.id()}.
     *
     * @param neighbours the live memories, within the request's scope and by its types, next to any of the given; one
     *     call per depth
     */
    public static Walk walk(RelatedRequest request, Function<Set<UUID>, ? extends Collection<UUID>> neighbours) {
        Set<UUID> visited = new HashSet<>(Set.of(request.id()));
        Set<UUID> frontier = Set.of(request.id());
        List<Step> steps = new ArrayList<>();
        for (int depth = 1; depth <= request.depth() && !frontier.isEmpty(); depth++) {
            Set<UUID> next = new LinkedHashSet<>();
            for (UUID id : neighbours.apply(frontier)) {
                if (visited.contains(id)) {
                    continue;
                }
                if (steps.size() == request.limit()) {
                    return new Walk(steps, false);
                }
                if (visited.size() > request.maxVisited()) { // the start is not counted
                    return new Walk(steps, true);
                }
                visited.add(id);
                next.add(id);
                steps.add(new Step(id, depth));
            }
            frontier = next;
        }
        return new Walk(steps, false);
    }
}
