package io.github.mem0j.embedder;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import java.util.List;

/** Turns text into vectors: a local model or a remote service, supplied by the host. Safe for use by many threads. */
public interface Embedder {
    /**
     * Embeds texts.
     *
     * @param texts at least one; any length, what the model cannot take is the embedder's to shorten
     * @param type what they are; models that make no difference ignore it
     * @return one vector of {@link #dimensions()} for each text, in their order
     * @throws EmbedderException if it cannot; then no text was embedded
     */
    List<Embedding> embed(List<String> texts, InputType type);

    /** What names the vectors' space: the model with whatever else changes its output, such as version or prefix. */
    String modelId();

    /** Length of every vector. */
    int dimensions();

    /** The space of its vectors. */
    default EmbeddingSpace space() {
        return new EmbeddingSpace(modelId(), dimensions());
    }
}
