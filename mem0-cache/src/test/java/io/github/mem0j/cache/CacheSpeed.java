package io.github.mem0j.cache;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.services.OwnRedis;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.SearchRequest;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import redis.clients.jedis.UnifiedJedis;

/**
 * What the caches cost, {@code mvn -q -Pspeed-cache}: searches of 10 hits of 384 dimensions, each beside its floor and
 * turn by turn with it, so that the ratios hold whatever else the machine does. Each line is a median of rounds.
 */
final class CacheSpeed {
    private static final EmbeddingSpace SPACE = new EmbeddingSpace("speed", 384);
    private static final MemoryScope OWNER = MemoryScope.user("alice");
    private static final int ROUNDS = 31;
    private static final int CALLS = 2_000;
    private static final int MISSES = 8_000;

    private final Random random = new Random(1);
    private final PrintStream out = System.out;
    private final UnifiedJedis client;
    private volatile Object sink = "";

    private CacheSpeed(UnifiedJedis client) {
        this.client = client;
    }

    public static void main(String[] args) {
        try (OwnRedis server = OwnRedis.start();
                UnifiedJedis client = TestRedis.client(server.get(), 1_000)) {
            new CacheSpeed(client).run();
        }
    }

    private void run() {
        local();
        redis();
    }

    private void local() {
        try (MemoryStore store = filled(MemoryStack.over(EmbeddedMemoryStore.create())
                .layer(LocalCache.builder().singleJvm().build()))) {
            float[] vector = vector();
            SearchRequest same = SearchRequest.of(OWNER, SPACE, Embedding.of(vector));
            double[] sameNanos = new double[ROUNDS];
            double[] freshNanos = new double[ROUNDS];
            for (int round = -ROUNDS; round < ROUNDS; round++) {
                SearchRequest[] fresh = new SearchRequest[CALLS];
                for (int i = 0; i < CALLS; i++) {
                    fresh[i] = SearchRequest.of(OWNER, SPACE, Embedding.of(vector));
                }
                double ofSame = nanos(() -> {
                    for (int i = 0; i < CALLS; i++) {
                        sink = store.search(same);
                    }
                });
                double ofFresh = nanos(() -> {
                    for (SearchRequest request : fresh) {
                        sink = store.search(request);
                    }
                });
                if (round >= 0) {
                    sameNanos[round] = ofSame;
                    freshNanos[round] = ofFresh;
                }
            }
            out.printf(
                    "local hit, same Embedding instance             %8.2f µs (at most 1)%n", median(sameNanos) / 1e3);
            out.printf(
                    "local hit, a fresh equal instance              %8.2f µs (at most 5)%n", median(freshNanos) / 1e3);
        }
    }

    private void redis() {
        RedisCache cache = RedisCache.builder(client).build();
        try (MemoryStore bare = filled(MemoryStack.over(EmbeddedMemoryStore.create()));
                MemoryStore store =
                        filled(MemoryStack.over(EmbeddedMemoryStore.create()).layer(cache))) {
            SearchRequest request = SearchRequest.of(OWNER, SPACE, Embedding.of(vector()));
            sink = store.search(request);
            RequestDigest digests = new RequestDigest("mem0", null);
            byte[] key = new RedisKeys("mem0").entry(new Owner(digests.owner(OWNER)), digests.request(request));
            byte[] other = "bare".getBytes(StandardCharsets.UTF_8);
            Races.until("the answer is stored", () -> client.get(key) != null);
            client.set(other, client.get(key));
            out.printf("entry of %d bytes%n", client.get(key).length);
            compare(
                    "Redis hit beside a bare GET of the same bytes (1.3)",
                    () -> sink = store.search(request),
                    () -> sink = client.get(other));
            compare(
                    "two bare GETs beside one",
                    () -> {
                        sink = client.get(other);
                        sink = client.get(other);
                    },
                    () -> sink = client.get(other));
            miss(store, bare, other);
        }
    }

    /**
     * A search that is asked for the first time: what it takes longer than without a cache, less two bare round trips. The
     * three take turns call by call, with a pause in which the answer gets stored, so that none pays for another.
     */
    private void miss(MemoryStore store, MemoryStore bare, byte[] other) {
        byte[] value = client.get(other);
        double[] cached = new double[MISSES];
        double[] uncached = new double[MISSES];
        double[] trips = new double[MISSES];
        for (int i = -MISSES / 4; i < MISSES; i++) {
            SearchRequest novel = SearchRequest.of(OWNER, SPACE, Embedding.of(vector()));
            double ofCached = once(() -> sink = store.search(novel));
            for (int pause = 0; pause < 5; pause++) {
                sink = bare.search(novel);
            }
            double ofUncached = once(() -> sink = bare.search(novel));
            double ofTrips = once(() -> {
                sink = client.get("nothing".getBytes(StandardCharsets.UTF_8));
                sink = client.set(other, value);
            });
            if (i >= 0) {
                cached[i] = ofCached;
                uncached[i] = ofUncached;
                trips[i] = ofTrips;
            }
        }
        double added = (median(cached) - median(uncached) - median(trips)) / 1e3;
        out.printf(
                "miss %.1f µs, the store alone %.1f µs, a bare GET and SET %.1f µs: adds %.1f µs to these (at most 30)%n",
                median(cached) / 1e3, median(uncached) / 1e3, median(trips) / 1e3, added);
    }

    private void compare(String what, Runnable ours, Runnable floor) {
        double[] ratios = new double[ROUNDS];
        double[] nanos = new double[ROUNDS];
        double[] floors = new double[ROUNDS];
        for (int round = -5; round < ROUNDS; round++) {
            double first = nanos(repeated(ours));
            double second = nanos(repeated(floor));
            if (round >= 0) {
                nanos[round] = first;
                floors[round] = second;
                ratios[round] = first / second;
            }
        }
        out.printf("%-52s %8.1f µs %8.1f µs %6.2f%n", what, median(nanos) / 1e3, median(floors) / 1e3, median(ratios));
    }

    private static Runnable repeated(Runnable call) {
        return () -> {
            for (int i = 0; i < CALLS; i++) {
                call.run();
            }
        };
    }

    private static double once(Runnable call) {
        long start = System.nanoTime();
        call.run();
        return System.nanoTime() - start;
    }

    /** Of one call. */
    private static double nanos(Runnable calls) {
        long start = System.nanoTime();
        calls.run();
        return (double) (System.nanoTime() - start) / CALLS;
    }

    private MemoryStore filled(MemoryStack stack) {
        MemoryStore store = stack.build();
        List<NewMemory> memories = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            memories.add(NewMemory.of(
                            "Said something worth keeping about matter " + i + ". ".repeat(100), Embedding.of(vector()))
                    .withMetadata(Metadata.of("speaker", "Mara", "turn", i)));
        }
        store.add(AddRequest.of(OWNER, SPACE, memories));
        return store;
    }

    private float[] vector() {
        float[] vector = new float[SPACE.dimensions()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return vector;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
