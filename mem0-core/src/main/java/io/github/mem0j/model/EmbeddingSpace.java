package io.github.mem0j.model;

/**
 * Where embeddings can be compared: the model that made them and their length. A store claims the space of its first
 * memory and refuses any other, since similarities across models mean nothing.
 *
 * @param model the embedding model's id, with whatever changes its output (version, quantisation) in it
 * @param dimensions length of every embedding, 1 to 16,000
 */
public record EmbeddingSpace(String model, int dimensions) {
    public EmbeddingSpace {
        Checks.name("model", model);
        Checks.check(
                dimensions > 0 && dimensions <= Embedding.MAX_DIMENSIONS,
                "dimensions",
                "must be 1 to %s, but is %s",
                Embedding.MAX_DIMENSIONS,
                dimensions);
    }

    /**
     * Checks that {@code embedding} belongs here.
     *
     * @return the embedding
     * @throws IllegalArgumentException if it has another length
     */
    public Embedding require(Embedding embedding) {
        Checks.check(
                embedding.dimensions() == dimensions,
                "embedding",
                "has %s dimensions, but the space is %s; embed with that model",
                embedding.dimensions(),
                this);
        return embedding;
    }

    @Override
    public String toString() {
        return "'" + model + "' (" + dimensions + "-d)";
    }
}
