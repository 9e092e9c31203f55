package io.github.mem0j.pgvector;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Vectors that lie in clusters, as texts' do; always the same ones. Memory {@code i} has the number {@code i}. */
final class Clusters {
    private final int dimensions;
    private final Random random = new Random(42);
    private final float[][] centres;

    Clusters(int dimensions, int clusters) {
        this.dimensions = dimensions;
        this.centres = new float[clusters][];
        for (int i = 0; i < clusters; i++) {
            centres[i] = around(new float[dimensions], 1);
        }
    }

    EmbeddingSpace space() {
        return new EmbeddingSpace("clusters", dimensions);
    }

    Embedding next() {
        return Embedding.of(around(centres[random.nextInt(centres.length)], 0.5));
    }

    List<NewMemory> memories(int count) {
        List<NewMemory> memories = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            memories.add(NewMemory.of("memory " + i, next()).withMetadata(Metadata.of("number", (long) i)));
        }
        return memories;
    }

    private float[] around(float[] centre, double spread) {
        float[] values = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            values[i] = (float) (centre[i] + spread * random.nextGaussian());
        }
        return values;
    }
}
