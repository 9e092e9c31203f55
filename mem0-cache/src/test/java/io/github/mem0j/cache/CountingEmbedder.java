package io.github.mem0j.cache;

import io.github.mem0j.embedder.Embedder;
import io.github.mem0j.embedder.EmbedderException;
import io.github.mem0j.embedder.InputType;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.testkit.TestEmbedder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The test embedder, noting the texts of each call. */
final class CountingEmbedder implements Embedder {
    private final Embedder inner = TestEmbedder.create();
    final List<List<String>> calls = new CopyOnWriteArrayList<>();
    volatile boolean down;

    @Override
    public List<Embedding> embed(List<String> texts, InputType type) {
        calls.add(List.copyOf(texts));
        if (down) {
            throw new EmbedderException("nobody there", null);
        }
        return inner.embed(texts, type);
    }

    @Override
    public String modelId() {
        return inner.modelId();
    }

    @Override
    public int dimensions() {
        return inner.dimensions();
    }
}
