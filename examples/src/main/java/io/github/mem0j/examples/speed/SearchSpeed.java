package io.github.mem0j.examples.speed;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.SearchRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Search among one owner's memories in the embedded store, beside its floor: the bare dot products of the same floats.
 * Both take turns in one run, so that the ratio holds whatever else the machine does.
 */
public final class SearchSpeed {
    private static final EmbeddingSpace SPACE = new EmbeddingSpace("speed", 384);
    private static final MemoryScope OWNER = MemoryScope.user("speed");
    private static final int QUERIES = 16;
    private static final int RUN = 20;

    private SearchSpeed() {}

    public static void main(String[] args) {
        System.out.printf(
                "Embedded search, top 10 of one owner's memories, %d-d, Java %s%n%n",
                SPACE.dimensions(), Runtime.version());
        System.out.printf(
                "%10s %12s %12s %12s %12s %8s %10s%n",
                "memories", "floor p50", "search p50", "search p99", "target p50", "ratio", "");
        measure(1_000, 3_000, 0.2);
        measure(10_000, 600, 2.5);
    }

    private static void measure(int memories, int rounds, double targetMillis) {
        Random random = new Random(42);
        float[] floats = new float[memories * SPACE.dimensions()];
        List<NewMemory> added = new ArrayList<>(memories);
        for (int i = 0; i < memories; i++) {
            Embedding embedding = random(random);
            embedding.copyTo(floats, i * SPACE.dimensions());
            added.add(NewMemory.of("memory " + i, embedding).withMetadata(Metadata.of("number", i)));
        }
        try (MemoryStore store = EmbeddedMemoryStore.create()) {
            store.add(AddRequest.of(OWNER, SPACE, added));
            List<Embedding> queries = new ArrayList<>();
            for (int i = 0; i < QUERIES; i++) {
                queries.add(random(random));
            }
            alternate(store, floats, queries, rounds); // warms up
            double[][] nanos = alternate(store, floats, queries, rounds);
            double floor = percentile(nanos[0], 0.5);
            double search = percentile(nanos[1], 0.5);
            System.out.printf(
                    "%,10d %9.3f ms %9.3f ms %9.3f ms %9.1f ms %8.2f %10s%n",
                    memories,
                    floor,
                    search,
                    percentile(nanos[1], 0.99),
                    targetMillis,
                    search / floor,
                    search <= targetMillis ? "reached" : "MISSED");
        }
    }

    /**
     * Nanoseconds of each round: [0] the floor, [1] the search. They alternate in runs of a few rounds: often enough
     * to share the machine's weather, seldom enough that neither always finds the other's floats in the caches.
     */
    private static double[][] alternate(MemoryStore store, float[] floats, List<Embedding> queries, int rounds) {
        double[][] nanos = new double[2][rounds];
        double sink = 0;
        for (int from = 0; from < rounds; from += RUN) {
            for (int round = from; round < from + RUN; round++) {
                float[] query = queries.get(round % QUERIES).toArray();
                long start = System.nanoTime();
                sink += bareDots(floats, query);
                nanos[0][round] = System.nanoTime() - start;
            }
            for (int round = from; round < from + RUN; round++) {
                SearchRequest request = SearchRequest.of(OWNER, SPACE, queries.get(round % QUERIES));
                long start = System.nanoTime();
                sink += store.search(request).hits().size();
                nanos[1][round] = System.nanoTime() - start;
            }
        }
        if (Double.isNaN(sink)) {
            throw new AssertionError("the results are used, so that none is optimised away");
        }
        return nanos;
    }

    private static float bareDots(float[] floats, float[] query) {
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

    private static Embedding random(Random random) {
        float[] values = new float[SPACE.dimensions()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Embedding.of(values);
    }

    private static double percentile(double[] nanos, double share) {
        double[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1, Math.round(share * sorted.length))] / 1e6;
    }
}
