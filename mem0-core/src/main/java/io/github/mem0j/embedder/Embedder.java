package io.github.mem0j.embedder;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import java.util.List;
import java.util.function.BiFunction;

/** Turns text into vectors: a local model or a remote service, supplied by the host. Safe for use by many threads. */
public interface Embedder {
    /**
     * An embedder from a function, as a model's client offers it:
     *
     * <pre>{@code
     * Embedder.of("my-model-v2", 384, (texts, type) -> texts.stream().map(client::vector).toList());
     * }</pre>
     *
     * @param model gives one array of {@code dimensions} for each text; must be safe for use by many threads
     */
    static Embedder of(
            String modelId, int dimensions, BiFunction<List<String>, InputType, ? extends List<float[]>> model) {
        return new FunctionEmbedder(new EmbeddingSpace(modelId, dimensions), model);
    }

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
