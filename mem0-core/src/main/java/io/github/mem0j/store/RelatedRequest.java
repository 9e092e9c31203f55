package io.github.mem0j.store;

import static java.util.Objects.requireNonNull;

import io.github.mem0j.model.MemoryScope;
import java.util.Set;
import java.util.UUID;

/**
 * A walk along relations, breadth first and in both directions; every memory on the way is within the scope.
 *
 * @param scope where to walk
 * @param id where to start; not part of the answer
 * @param types which relations to follow; empty, the default, for all
 * @param depth how many steps, 1 to {@value #MAX_DEPTH}; 2 by default
 * @param limit how many memories at most, 1 to {@value ReadRequest#MAX_LIMIT}; 10 by default
 * @param maxVisited how many memories may be looked at before the walk ends and says so, 1 to
 *     {@value #MAX_VISITED}; 10,000 by default
 * @param withEmbeddings whether the answer carries the vectors; false by default
 * @param options how fresh, and until when
 */
public record RelatedRequest(
        MemoryScope scope,
        UUID id,
        Set<String> types,
        int depth,
        int limit,
        int maxVisited,
        boolean withEmbeddings,
        ReadOptions options)
        implements ReadRequest {
    public static final int MAX_DEPTH = 5;
    public static final int MAX_VISITED = 100_000;
    public static final int DEFAULT_DEPTH = 2;
    public static final int DEFAULT_LIMIT = 10;
    public static final int DEFAULT_MAX_VISITED = 10_000;

    public RelatedRequest {
        requireNonNull(scope, "scope");
        requireNonNull(id, "id");
        requireNonNull(options, "options");
        types = Set.copyOf(Bounds.listOf("types", types));
        Bounds.within("number of types", types.size(), 0, 100);
        Bounds.within("depth", depth, 1, MAX_DEPTH);
        Bounds.within("limit", limit, 1, MAX_LIMIT);
        Bounds.within("maxVisited", maxVisited, 1, MAX_VISITED);
    }

    public static RelatedRequest of(MemoryScope scope, UUID id) {
        return new RelatedRequest(
                scope, id, Set.of(), DEFAULT_DEPTH, DEFAULT_LIMIT, DEFAULT_MAX_VISITED, false, ReadOptions.DEFAULT);
    }

    public RelatedRequest withTypes(String... types) {
        return new RelatedRequest(scope, id, Set.of(types), depth, limit, maxVisited, withEmbeddings, options);
    }

    public RelatedRequest withDepth(int depth) {
        return new RelatedRequest(scope, id, types, depth, limit, maxVisited, withEmbeddings, options);
    }

    public RelatedRequest withLimit(int limit) {
        return new RelatedRequest(scope, id, types, depth, limit, maxVisited, withEmbeddings, options);
    }

    public RelatedRequest withMaxVisited(int maxVisited) {
        return new RelatedRequest(scope, id, types, depth, limit, maxVisited, withEmbeddings, options);
    }

    public RelatedRequest includingEmbeddings() {
        return new RelatedRequest(scope, id, types, depth, limit, maxVisited, true, options);
    }

    @Override
    public RelatedRequest withOptions(ReadOptions options) {
        return new RelatedRequest(scope, id, types, depth, limit, maxVisited, withEmbeddings, options);
    }

    @Override
    public Operation operation() {
        return Operation.RELATED;
    }
}
