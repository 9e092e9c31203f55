package io.github.mem0j.benchmarks;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What is stored and asked for: the same for the same seed, in whichever JVM. */
final class Data {
    static final EmbeddingSpace SPACE = new EmbeddingSpace("benchmark", 384);
    static final int LIMIT = 10;

    private final Random random;

    Data(long seed) {
        random = new Random(seed);
    }

    static MemoryScope owner(String name) {
        return MemoryScope.user(name);
    }

    /** A random direction. */
    float[] vector() {
        float[] vector = new float[SPACE.dimensions()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return vector;
    }

    float[][] vectors(int count) {
        float[][] vectors = new float[count][];
        for (int i = 0; i < count; i++) {
            vectors[i] = vector();
        }
        return vectors;
    }

    /** Near one of the centres, as texts are near their topics. */
    float[] near(float[][] centres) {
        float[] centre = centres[random.nextInt(centres.length)];
        float[] vector = vector();
        for (int i = 0; i < vector.length; i++) {
            vector[i] = centre[i] + 0.7f * vector[i];
        }
        return vector;
    }

    /** Its text is no other's: answers are told apart by it. */
    static NewMemory memory(String owner, int number, float[] vector) {
        return NewMemory.of(text(owner, number), Embedding.of(vector))
                .withMetadata(Metadata.of("speaker", "mara", "turn", number));
    }

    static String text(String owner, int number) {
        return "Prefers oolong in the afternoon, said " + owner + " on occasion number " + number;
    }

    static List<NewMemory> memories(String owner, float[][] vectors) {
        List<NewMemory> memories = new ArrayList<>(vectors.length);
        for (int i = 0; i < vectors.length; i++) {
            memories.add(memory(owner, i, vectors[i]));
        }
        return memories;
    }

    /** The numbers of the {@link #LIMIT} nearest by cosine, found by looking at all, in double precision. */
    static List<Integer> nearest(float[][] vectors, float[] query) {
        NearestSoFar nearest = new NearestSoFar(query);
        for (int i = 0; i < vectors.length; i++) {
            nearest.see(i, vectors[i]);
        }
        return nearest.numbers();
    }

    /** The floor of a search in the heap: the dot products alone, as one would write them by hand; the greatest. */
    static float bareDots(float[] floats, float[] query) {
        float best = Float.NEGATIVE_INFINITY;
        for (int offset = 0; offset < floats.length; offset += query.length) {
            float a = 0;
            float b = 0;
            float c = 0;
            float d = 0;
            for (int i = 0; i < query.length; i += 4) {
                a = Math.fma(floats[offset + i], query[i], a);
                b = Math.fma(floats[offset + i + 1], query[i + 1], b);
                c = Math.fma(floats[offset + i + 2], query[i + 2], c);
                d = Math.fma(floats[offset + i + 3], query[i + 3], d);
            }
            best = Math.max(best, a + b + c + d);
        }
        return best;
    }

    static float[] flat(float[][] vectors) {
        float[] floats = new float[vectors.length * SPACE.dimensions()];
        for (int i = 0; i < vectors.length; i++) {
            System.arraycopy(vectors[i], 0, floats, i * SPACE.dimensions(), SPACE.dimensions());
        }
        return floats;
    }
}
