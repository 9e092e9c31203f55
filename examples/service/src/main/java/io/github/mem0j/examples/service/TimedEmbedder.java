package io.github.mem0j.examples.service;

import io.github.mem0j.embedder.Embedder;
import io.github.mem0j.embedder.InputType;
import io.github.mem0j.model.Embedding;
import java.util.List;

/**
 * An embedder whose calls are told to {@link LayerTimes}.
 *
 * @param embedder what is called
 * @param times who is told
 */
record TimedEmbedder(Embedder embedder, LayerTimes times) implements Embedder {
    @Override
    public List<Embedding> embed(List<String> texts, InputType type) {
        long start = System.nanoTime();
        try {
            return embedder.embed(texts, type);
        } finally {
            times.add(LayerTimes.EMBEDDER, System.nanoTime() - start);
        }
    }

    @Override
    public String modelId() {
        return embedder.modelId();
    }

    @Override
    public int dimensions() {
        return embedder.dimensions();
    }
}
