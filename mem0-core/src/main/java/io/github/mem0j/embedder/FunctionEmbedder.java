package io.github.mem0j.embedder;

import static java.util.Objects.requireNonNull;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import java.util.List;
import java.util.function.BiFunction;

/** {@link Embedder#of}. */
final class FunctionEmbedder implements Embedder {
    private final EmbeddingSpace space;
    private final BiFunction<List<String>, InputType, ? extends List<float[]>> model;

    FunctionEmbedder(EmbeddingSpace space, BiFunction<List<String>, InputType, ? extends List<float[]>> model) {
        this.space = space;
        this.model = requireNonNull(model, "model");
    }

    @Override
    public List<Embedding> embed(List<String> texts, InputType type) {
        return model.apply(texts, type).stream().map(Embedding::of).toList();
    }

    @Override
    public String modelId() {
        return space.model();
    }

    @Override
    public int dimensions() {
        return space.dimensions();
    }

    @Override
    public EmbeddingSpace space() {
        return space;
    }

    @Override
    public String toString() {
        return "Embedder[" + space + "]";
    }
}
