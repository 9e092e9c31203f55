package io.github.mem0j;

import io.github.mem0j.embedder.Embedder;
import io.github.mem0j.embedder.InputType;
import io.github.mem0j.model.Embedding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/** Counts words into 32 buckets: texts that share words are similar. Remembers what it was shown. */
final class WordEmbedder implements Embedder {
    final List<String> shown = new CopyOnWriteArrayList<>();
    private final String modelId;

    WordEmbedder(String modelId) {
        this.modelId = modelId;
    }

    @Override
    public List<Embedding> embed(List<String> texts, InputType type) {
        List<Embedding> embeddings = new ArrayList<>();
        for (String text : texts) {
            shown.add(text);
            float[] counts = new float[dimensions()];
            counts[0] = 0.01f;
            for (String word : text.toLowerCase(Locale.ROOT).split("\\W+", -1)) {
                counts[Math.floorMod(word.hashCode(), counts.length)]++;
            }
            embeddings.add(Embedding.of(counts));
        }
        return embeddings;
    }

    @Override
    public String modelId() {
        return modelId;
    }

    @Override
    public int dimensions() {
        return 32;
    }
}
