package io.github.mem0j.store;

import static java.util.Objects.requireNonNull;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;

/**
 * Memories to find by similarity.
 *
 * @param scope where to look
 * @param space what made the embedding
 * @param embedding what to be similar to
 * @param limit how many at most, 1 to {@value ReadRequest#MAX_LIMIT}; 10 by default
 * @param minScore the least score that counts, 0 to 1; 0, the default, lets all count
 * @param filter what else must hold
 * @param withEmbeddings whether the answer carries the vectors; false by default
 * @param options how fresh, and until when
 */
public record SearchRequest(
        MemoryScope scope,
        EmbeddingSpace space,
        Embedding embedding,
        int limit,
        double minScore,
        MemoryFilter filter,
        boolean withEmbeddings,
        ReadOptions options)
        implements ReadRequest {
    public static final int DEFAULT_LIMIT = 10;

    public SearchRequest {
        requireNonNull(scope, "scope");
        requireNonNull(space, "space").require(requireNonNull(embedding, "embedding"));
        Bounds.within("limit", limit, 1, MAX_LIMIT);
        if (!(minScore >= 0 && minScore <= 1)) {
            throw new IllegalArgumentException("minScore must be 0 to 1, but is " + minScore);
        }
        requireNonNull(filter, "filter");
        requireNonNull(options, "options");
    }

    public static SearchRequest of(MemoryScope scope, EmbeddingSpace space, Embedding embedding) {
        return new SearchRequest(
                scope, space, embedding, DEFAULT_LIMIT, 0, MemoryFilter.all(), false, ReadOptions.DEFAULT);
    }

    public SearchRequest withLimit(int limit) {
        return new SearchRequest(scope, space, embedding, limit, minScore, filter, withEmbeddings, options);
    }

    public SearchRequest withMinScore(double minScore) {
        return new SearchRequest(scope, space, embedding, limit, minScore, filter, withEmbeddings, options);
    }

    public SearchRequest withFilter(MemoryFilter filter) {
        return new SearchRequest(scope, space, embedding, limit, minScore, filter, withEmbeddings, options);
    }

    public SearchRequest includingEmbeddings() {
        return new SearchRequest(scope, space, embedding, limit, minScore, filter, true, options);
    }

    @Override
    public SearchRequest withOptions(ReadOptions options) {
        return new SearchRequest(scope, space, embedding, limit, minScore, filter, withEmbeddings, options);
    }

    @Override
    public Operation operation() {
        return Operation.SEARCH;
    }
}
