package io.github.mem0j.resilience;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoredMemory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What agents do: who is asked about (Zipf, the first user most), with how many memories, in how many JVMs.
 *
 * @param sessions the share of turns that reach the JVM in which the user's other turns are; the rest goes anywhere
 */
record Trace(int users, int memories, int dimensions, int jvms, int threads, double sessions) {
    EmbeddingSpace space() {
        return new EmbeddingSpace("trace", dimensions);
    }

    static MemoryScope user(int number) {
        return MemoryScope.user("user " + number);
    }

    Embedding vector(Random random) {
        float[] vector = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return Embedding.of(vector);
    }

    NewMemory memory(Random random) {
        return NewMemory.of("What somebody said at some time, number " + random.nextInt(), vector(random))
                .withMetadata(Metadata.of("kind", "said", "turn", random.nextInt(1_000)));
    }

    /** Everybody's memories, put back as if from a file, which is the quickest. */
    void fill(MemoryStore store) {
        Random random = new Random(1);
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        List<StoredMemory> some = new ArrayList<>();
        for (int user = 0; user < users; user++) {
            for (int i = 0; i < memories; i++) {
                NewMemory memory = memory(random);
                some.add(new StoredMemory(
                        new Memory(
                                memory.id(),
                                user(user),
                                memory.text(),
                                memory.metadata(),
                                now,
                                now,
                                null,
                                1,
                                memory.embedding()),
                        false,
                        List.of()));
            }
            if (some.size() >= 5_000 || user == users - 1) {
                StoreAdmin.of(store).restore(space(), some);
                some.clear();
            }
        }
    }

    /** Whose turn is next in this JVM. */
    int next(int jvm, double[] zipf, ThreadLocalRandom random) {
        boolean session = random.nextDouble() < sessions;
        while (true) {
            int place = java.util.Arrays.binarySearch(zipf, random.nextDouble());
            int user = Math.min(users - 1, place < 0 ? -place - 1 : place);
            if (!session || user % jvms == jvm) {
                return user;
            }
        }
    }

    /** For each user, how likely this or one before is asked about. */
    double[] zipf() {
        double[] sums = new double[users];
        double sum = 0;
        for (int i = 0; i < users; i++) {
            sum += 1.0 / (i + 1);
            sums[i] = sum;
        }
        for (int i = 0; i < users; i++) {
            sums[i] /= sum;
        }
        return sums;
    }
}
