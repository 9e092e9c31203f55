package io.github.mem0j.examples.boot;

import io.github.mem0j.embedder.Embedder;
import io.github.mem0j.embedder.InputType;
import java.util.List;
import java.util.Locale;

/** In place of a model: texts that share words are similar. */
final class HashedWords {
    static final int DIMENSIONS = 64;

    private HashedWords() {}

    static Embedder embedder() {
        return Embedder.of("hashed-words", DIMENSIONS, HashedWords::vectors);
    }

    private static List<float[]> vectors(List<String> texts, InputType type) {
        return texts.stream().map(HashedWords::vector).toList();
    }

    private static float[] vector(String text) {
        float[] vector = new float[DIMENSIONS];
        vector[0] = 0.1f; // of every text: no vector is zero
        for (String word : text.toLowerCase(Locale.ROOT).split("\\W+", -1)) {
            vector[Math.floorMod(word.hashCode(), DIMENSIONS)] += 1;
        }
        return vector;
    }
}
