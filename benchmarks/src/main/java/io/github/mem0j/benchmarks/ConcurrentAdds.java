package io.github.mem0j.benchmarks;

import io.github.mem0j.batching.Batching;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.services.PostgresDatabase;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.MemoryStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Many threads that add one memory each, again and again. */
final class ConcurrentAdds implements Family {
    private static final int THREADS = 64;
    private static final String SCENARIO = "64 threads, 64 owners";
    private static final String OURS = "mem0j with Batching, pool of 4";
    private static final List<Integer> POOLS = List.of(4, 8, 16, 32, 64);

    @Override
    public String name() {
        return "concurrent-adds";
    }

    @Override
    public String title() {
        return "64 threads that add one memory each";
    }

    @Override
    public String how() {
        return "A closed loop: each thread adds a memory of its own owner as soon as its last is acknowledged; fsync on."
                + " Without batching at several sizes of the pool, the best of which counts; all take turns.";
    }

    private static String unbatched(int pool) {
        return "mem0j without Batching, pool of " + pool;
    }

    @Override
    public List<Figure> run(Scale scale) throws Exception {
        PostgresDatabase database = Servers.postgres();
        float[][] vectors = new Data(12).vectors(200);
        Map<Contender, MemoryStore> stores = new LinkedHashMap<>();
        MemoryStore below = SearchStores.ours(database, "batched", 4);
        stores.put(
                Contender.ours(OURS, "`Batching.defaults()` over a store with a pool of 4"),
                Batching.defaults().over(below));
        for (int pool : scale == Scale.SMOKE ? POOLS.subList(0, 1) : POOLS) {
            stores.put(
                    Contender.floor(unbatched(pool), "the same store by itself"),
                    SearchStores.ours(database, "plain" + pool, pool));
        }
        Map<Contender, List<ClosedLoop.Result>> results = new LinkedHashMap<>();
        for (int round = -1; round < scale.of(1, 5); round++) {
            for (var entry : stores.entrySet()) {
                MemoryStore store = entry.getValue();
                ClosedLoop.Result result = ClosedLoop.run(THREADS, scale.of(300, 1_500), (thread, call) -> {
                    NewMemory memory = Data.memory("loop", call, vectors[call % vectors.length]);
                    store.add(AddRequest.of(Data.owner("adder-" + thread), Data.SPACE, memory));
                });
                if (round >= 0) {
                    results.computeIfAbsent(entry.getKey(), key -> new ArrayList<>())
                            .add(result);
                }
            }
        }
        stores.values().forEach(MemoryStore::close);
        List<Figure> figures = new ArrayList<>();
        results.forEach((contender, rounds) -> figures.add(ClosedLoop.figure(SCENARIO, contender, rounds)));
        return figures;
    }

    @Override
    public List<Goal> goals() {
        return List.of(Goal.atLeast(
                5,
                "×",
                "64 threads adding one each, as many as unbatched at its best pool size",
                all -> all.value(SCENARIO, OURS)
                        / all.figures().stream()
                                .filter(figure -> figure.contender().role() == Role.FLOOR)
                                .mapToDouble(Figure::value)
                                .max()
                                .orElse(Double.NaN)));
    }
}
