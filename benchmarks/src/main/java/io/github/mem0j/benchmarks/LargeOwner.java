package io.github.mem0j.benchmarks;

import io.github.mem0j.model.NewMemory;
import io.github.mem0j.pgvector.IndexMaintenance;
import io.github.mem0j.pgvector.IndexPolicy;
import io.github.mem0j.pgvector.PgVectorMemoryStore;
import io.github.mem0j.pgvector.PoolSettings;
import io.github.mem0j.services.PostgresDatabase;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.MemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One owner with very many memories. */
final class LargeOwner implements Family {
    private static final String SCHEMA = "large";
    private static final String OWNER = "large";
    private static final String P95 = "500,000 rows, p95";
    private static final String P50 = "500,000 rows, p50";
    private static final String OURS = "mem0j PgVectorMemoryStore";
    private static final int CHUNK = 2_500;

    private final List<Figure> figures = new ArrayList<>();

    @Override
    public String name() {
        return "large-owner";
    }

    @Override
    public String title() {
        return "A new query of an owner with 500,000 memories";
    }

    @Override
    public String how() {
        return "Clustered 384-d vectors: 500 random centres and noise of 0.7 of their length around each; queries likewise. 20"
                + " others have 1,000 memories each. Ours has its default policy, an index of the owner's own by"
                + " `IndexMaintenance`. LangChain4j's table is filled from ours. Spring AI is left out: its index"
                + " would have to be built as well, and a full run is to end within the hour. The recall is beside brute"
                + " force over all.";
    }

    @Override
    public List<Figure> run(Scale scale) throws Exception {
        figures.clear();
        PostgresDatabase database = Servers.postgres();
        int rows = scale.of(2_500, 500_000);
        float[][] centres = new Data(30).vectors(500);
        float[][] queries = new float[scale.of(10, 100)][];
        Data asked = new Data(31);
        for (int i = 0; i < queries.length; i++) {
            queries[i] = asked.near(centres);
        }
        List<List<String>> right;
        try (PgVectorMemoryStore store = PgVectorMemoryStore.builder()
                .jdbcUrl(database.jdbcUrl())
                .credentials(database.user(), database.password())
                .schema(SCHEMA)
                .dimensions(Data.SPACE.dimensions())
                .pool(PoolSettings.defaults().withSize(2))
                .operationTimeout(Duration.ofMinutes(2))
                .indexPolicy(IndexPolicy.exactThenPartial().withThreshold(scale.of(2_000, 20_000)))
                .initSchema()
                .build()) {
            right = load(store, rows, centres, queries);
            Servers.execute("VACUUM ANALYZE " + SCHEMA + ".memory");
            long start = System.nanoTime();
            IndexMaintenance.Report report =
                    store.unwrap(IndexMaintenance.class).orElseThrow().runOnce();
            System.out.printf(Locale.ROOT, "%s: %s after %.0f s%n", name(), report, (System.nanoTime() - start) / 1e9);
            measure(
                    Contender.ours(OURS, "`IndexPolicy.exactThenPartial()`, the default, after `runOnce()`: " + report),
                    queries,
                    right,
                    scale.of(1, 5),
                    query -> SearchStores.search(store, OWNER, query, null));
        }
        try (SearchByHand byHand = new SearchByHand(database, SCHEMA)) {
            measure(
                    Contender.floor("hand-written pgjdbc, exact", "the statement of the smaller searches"),
                    sample(queries, 10),
                    right.subList(0, 10),
                    1,
                    query -> byHand.search(OWNER, query, null));
        }
        peers(database, queries, right);
        return List.copyOf(figures);
    }

    /** And finds the right answers on the way, so that the vectors need not be kept. */
    private static List<List<String>> load(MemoryStore store, int rows, float[][] centres, float[][] queries) {
        List<NearestSoFar> nearest = new ArrayList<>();
        for (float[] query : queries) {
            nearest.add(new NearestSoFar(query));
        }
        Data data = new Data(32);
        for (int from = 0; from < rows; from += CHUNK) {
            List<NewMemory> chunk = new ArrayList<>(CHUNK);
            for (int i = from; i < from + CHUNK; i++) {
                float[] vector = data.near(centres);
                int number = i;
                chunk.add(Data.memory(OWNER, i, vector));
                nearest.forEach(each -> each.see(number, vector));
            }
            Object unused = store.add(AddRequest.of(Data.owner(OWNER), Data.SPACE, chunk));
        }
        for (int other = 0; other < 20; other++) {
            String owner = "other-" + other;
            float[][] vectors = data.vectors(rows / 500);
            Object unused = store.add(AddRequest.of(Data.owner(owner), Data.SPACE, Data.memories(owner, vectors)));
        }
        return nearest.stream()
                .map(each -> each.numbers().stream()
                        .map(number -> Data.text(OWNER, number))
                        .toList())
                .toList();
    }

    private void peers(PostgresDatabase database, float[][] queries, List<List<String>> right) throws Exception {
        try (var pool = Servers.pool(database, 2)) {
            var lang = SearchStores.langBest(pool, "lang_large");
            Servers.execute(
                    "INSERT INTO lang_large (embedding_id, embedding, text, user_id, speaker, turn) SELECT id, embedding,"
                            + " content, user_id, metadata ->> 'speaker', (metadata ->> 'turn')::bigint FROM " + SCHEMA
                            + ".memory",
                    "VACUUM ANALYZE lang_large");
            measure(
                    SearchStores.LANG_BEST_SEARCH,
                    sample(queries, 10),
                    right.subList(0, 10),
                    1,
                    query -> SearchStores.search(lang, OWNER, query, null));
        }
    }

    private static float[][] sample(float[][] queries, int count) {
        return java.util.Arrays.copyOf(queries, Math.min(count, queries.length));
    }

    private interface Asking {
        List<String> search(float[] query) throws Exception;
    }

    private void measure(Contender contender, float[][] queries, List<List<String>> right, int rounds, Asking asking)
            throws Exception {
        double[] p50 = new double[rounds];
        double[] p95 = new double[rounds];
        List<List<String>> found = new ArrayList<>();
        for (int round = -1; round < rounds; round++) {
            double[] millis = new double[queries.length];
            found.clear();
            for (int i = 0; i < queries.length; i++) {
                long start = System.nanoTime();
                found.add(asking.search(queries[i]));
                millis[i] = (System.nanoTime() - start) / 1e6;
            }
            if (round >= 0) {
                p50[round] = Numbers.median(millis);
                p95[round] = Numbers.percentile(millis, 0.95);
            }
        }
        Quality quality = Search.quality(found, right);
        figures.add(Figure.of(P95, contender, "ms", p95).withQuality(quality));
        figures.add(Figure.of(P50, contender, "ms", p50).withQuality(quality));
        figures.sort(java.util.Comparator.comparing(Figure::scenario).reversed());
    }

    @Override
    public List<Goal> goals() {
        return List.of(
                Goal.atMost(10, "ms", "owner with 500,000 rows (clustered), p95", all -> all.value(P95, OURS)),
                Goal.atLeast(
                        0.99,
                        "",
                        "owner with 500,000 rows (clustered), recall@10",
                        all -> all.figure(P95, OURS)
                                .map(Figure::quality)
                                .map(Quality::recall)
                                .orElse(Double.NaN)));
    }
}
