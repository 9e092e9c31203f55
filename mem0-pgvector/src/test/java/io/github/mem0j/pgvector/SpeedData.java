package io.github.mem0j.pgvector;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What the speed figures store: random directions, short texts, two keys of metadata. */
final class SpeedData {
    static final EmbeddingSpace SPACE = new EmbeddingSpace("speed", 384);

    private final Random random = new Random(42);

    static MemoryScope owner(int number) {
        return MemoryScope.user("owner-" + number);
    }

    List<NewMemory> memories(int count) {
        List<NewMemory> memories = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            memories.add(NewMemory.of("Prefers oolong in the afternoon, said on occasion number " + i, embedding())
                    .withMetadata(Metadata.of("speaker", "mara", "turn", i)));
        }
        return memories;
    }

    Embedding embedding() {
        float[] values = new float[SPACE.dimensions()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Embedding.of(values);
    }
}
