package io.github.mem0j.benchmarks;

import io.github.mem0j.batching.Batching;
import io.github.mem0j.cache.RedisCache;
import io.github.mem0j.cache.WorkingSet;
import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.resilience.Resilience;
import io.github.mem0j.services.PostgresDatabase;
import io.github.mem0j.services.RedisAddress;
import io.github.mem0j.services.TcpProxy;
import io.github.mem0j.store.MemoryStore;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What agents send, end to end. */
final class AgentTrace implements Family {
    private static final String SCHEMA = "trace";
    private static final String OURS = "mem0j, the stack for agents";
    private static final String WORST = "worst operation";
    private static final Contender STACK = Contender.ours(
            OURS,
            "PostgreSQL (pool of 16), `Resilience`, `Batching`, `RedisCache` without answers, `WorkingSet`, each as it comes");
    private static final Contender LANG = Contender.peer(
            SearchStores.LANG_BEST,
            "a column for each key, btree on user_id, a Hikari pool of 16 with our session settings,"
                    + " `skipCreateVectorExtension`");

    private final List<Figure> figures = new ArrayList<>();

    @Override
    public String name() {
        return "agent-trace";
    }

    @Override
    public String title() {
        return "An agent trace, end to end";
    }

    @Override
    public String how() {
        return "1,000 users with 100 memories each, 100,000 of 384 dimensions, embeddings precomputed; users by Zipf. Each"
                + " number of threads begins with these alone. A turn is a query (one of ten the user's last again), an add,"
                + " and in one of four turns a list, a get or a walk. The throughput is of a closed loop. The operations'"
                + " times are of an open loop at 60 % of it: turns arrive by exponential gaps, and what a turn waits for a"
                + " free thread counts. LangChain4j has no list, get or walk: beside it, both do the searches and adds"
                + " alone. With 1 ms means that every round trip to PostgreSQL and Redis takes 1 ms longer, by a proxy.";
    }

    @Override
    public List<Figure> run(Scale scale) throws Exception {
        figures.clear();
        TraceTurns turns = new TraceTurns(scale.of(20, 1_000));
        try (MemoryStore store = SearchStores.ours(Servers.postgres(), SCHEMA, 2)) {
            turns.fill(store);
        }
        try (var pool = Servers.pool(Servers.postgres(), 1)) {
            Object unused = SearchStores.langBest(pool, "lang_trace");
        }
        Servers.execute(
                "INSERT INTO lang_trace (embedding_id, embedding, text, user_id, speaker, turn) SELECT id, embedding,"
                        + " content, user_id, metadata ->> 'speaker', (metadata ->> 'turn')::bigint FROM " + SCHEMA
                        + ".memory");
        for (boolean far : scale == Scale.SMOKE ? new boolean[] {false} : new boolean[] {false, true}) {
            try (TcpProxy postgres = TcpProxy.to(
                            Servers.postgres().host(), Servers.postgres().port());
                    TcpProxy redis =
                            TcpProxy.to(Servers.redis().host(), Servers.redis().port())) {
                if (far) {
                    postgres.delay(Duration.ofMillis(1));
                    redis.delay(Duration.ofMillis(1));
                }
                PostgresDatabase database = far ? Servers.postgres().through(postgres) : Servers.postgres();
                RedisAddress address = far ? Servers.redis().through(redis) : Servers.redis();
                for (int threads : scale == Scale.SMOKE ? new int[] {8} : new int[] {1, 8, 64}) {
                    asFilled(turns);
                    measure(turns, database, address, threads, threads + " threads" + (far ? " with 1 ms" : ""), scale);
                }
            }
        }
        return List.copyOf(figures);
    }

    /** Or whoever adds faster, and whoever is measured later, would have more to search. */
    private static void asFilled(TraceTurns turns) throws SQLException {
        Servers.execute(
                "DELETE FROM lang_trace WHERE turn > " + TraceTurns.FIRST_ADDED,
                "DELETE FROM " + SCHEMA + ".memory WHERE (metadata ->> 'turn')::bigint > " + TraceTurns.FIRST_ADDED,
                "VACUUM ANALYZE lang_trace",
                "VACUUM ANALYZE " + SCHEMA + ".memory",
                "CHECKPOINT");
        turns.forget();
    }

    private void measure(
            TraceTurns turns, PostgresDatabase database, RedisAddress address, int threads, String where, Scale scale)
            throws Exception {
        int millis = scale.of(500, 3_000);
        try (var jedis = Servers.jedis(address, 64);
                MemoryStore store = MemoryStack.over(SearchStores.ours(database, SCHEMA, 16))
                        .layer(Resilience.defaults())
                        .layer(Batching.defaults())
                        .layer(RedisCache.builder(jedis)
                                .namespace("trace" + where.hashCode())
                                .operations()
                                .build())
                        .layer(WorkingSet.defaults())
                        .build();
                var pool = Servers.pool(database, 16)) {
            TraceTurns.Memories ours = TraceTurns.of(store, true);
            TraceTurns.Memories same = TraceTurns.of(store, false);
            TraceTurns.Memories lang = TraceTurns.of(SearchStores.langBest(pool, "lang_trace"));
            ClosedLoop.Result unused = closed(turns, ours, threads, 2 * millis); // warms up
            List<ClosedLoop.Result> all = new ArrayList<>();
            List<ClosedLoop.Result> ofSame = new ArrayList<>();
            List<ClosedLoop.Result> ofLang = new ArrayList<>();
            for (int round = 0; round < scale.of(1, 3); round++) {
                all.add(closed(turns, ours, threads, millis));
                ofSame.add(closed(turns, same, threads, millis));
                ofLang.add(closed(turns, lang, threads, millis));
            }
            Figure throughput = turns(where + ", all operations", STACK, all);
            figures.add(throughput);
            figures.add(turns(searchesAndAdds(where), STACK, ofSame));
            figures.add(turns(searchesAndAdds(where), LANG, ofLang));
            open(OpenLoop.run(turns, ours, threads, 0.6 * throughput.value(), scale.of(1, 8)), where);
        }
    }

    private static ClosedLoop.Result closed(TraceTurns turns, TraceTurns.Memories memories, int threads, int millis)
            throws Exception {
        Random[] randoms = new Random[threads];
        for (int i = 0; i < threads; i++) {
            randoms[i] = new Random(System.nanoTime() + i);
        }
        return ClosedLoop.run(
                threads,
                millis,
                (thread, call) -> turns.turn(memories, randoms[thread], System.nanoTime(), (operation, nanos) -> {}));
    }

    private static Figure turns(String scenario, Contender contender, List<ClosedLoop.Result> rounds) {
        return Figure.of(
                scenario,
                contender,
                "turns/s",
                rounds.stream().mapToDouble(ClosedLoop.Result::perSecond).toArray());
    }

    private static String searchesAndAdds(String where) {
        return where + ", searches and adds";
    }

    private static String openLoop(String where, String operation) {
        return where + ", open loop, " + operation + ", p99";
    }

    private void open(Map<String, double[]> millis, String where) {
        double worst = 0;
        for (Map.Entry<String, double[]> entry : millis.entrySet()) {
            double p99 = Numbers.percentile(entry.getValue(), 0.99);
            worst = Math.max(worst, p99);
            figures.add(Figure.of(openLoop(where, entry.getKey()), STACK, "ms", p99));
        }
        figures.add(Figure.of(openLoop(where, WORST), STACK, "ms", worst));
    }

    @Override
    public List<Goal> goals() {
        return List.of(
                Goal.atMost(
                        100,
                        "ms",
                        "agent trace, 64 threads, open loop at 60 % of saturation, p99 of each operation",
                        all -> all.value(openLoop("64 threads", WORST), OURS)),
                Goal.atMost(
                        100,
                        "ms",
                        "the same with 1 ms of network",
                        all -> all.value(openLoop("64 threads with 1 ms", WORST), OURS)),
                Goal.atLeast(
                        1,
                        "×",
                        "agent trace, 64 threads, searches and adds: throughput beside LangChain4j's best",
                        all -> all.ratio(searchesAndAdds("64 threads"), OURS, SearchStores.LANG_BEST)));
    }
}
