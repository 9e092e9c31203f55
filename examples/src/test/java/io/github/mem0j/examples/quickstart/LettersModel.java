package io.github.mem0j.examples.quickstart;

import io.github.mem0j.embedder.InputType;
import io.github.mem0j.model.Embedding;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts letters instead of understanding them, and counts what it is asked. */
final class LettersModel implements LocalModel {
    static final int READS = 500;
    private static final int DIMENSIONS = 64;

    final AtomicInteger documents = new AtomicInteger();

    @Override
    public List<Embedding> embed(List<String> texts, InputType type) {
        if (type == InputType.DOCUMENT) {
            documents.addAndGet(texts.size());
        }
        return texts.stream().map(LettersModel::embed).toList();
    }

    private static Embedding embed(String text) {
        float[] counts = new float[DIMENSIONS];
        text.codePoints().limit(READS).forEach(c -> counts[c % DIMENSIONS]++);
        return Embedding.of(counts);
    }

    @Override
    public int readable(String text) {
        return Math.min(text.length(), READS);
    }

    @Override
    public String modelId() {
        return "letters";
    }

    @Override
    public int dimensions() {
        return DIMENSIONS;
    }
}
