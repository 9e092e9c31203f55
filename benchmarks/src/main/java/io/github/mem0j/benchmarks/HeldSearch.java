package io.github.mem0j.benchmarks;

import io.github.mem0j.cache.WorkingSet;
import io.github.mem0j.cache.WorkingSetAdmin;
import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.store.MemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** New queries about a user whose memories are held in the heap. */
final class HeldSearch extends Contest {
    private static final int ROWS = 1_000;
    private static final String SCENARIO = Search.scenario(ROWS);
    private static final String OURS = "mem0j WorkingSet";
    private static final String VECTOR = "mem0j WorkingSet, Vector API";
    private static final String DOTS = "bare dot products";

    @Override
    public String name() {
        return "working-set";
    }

    @Override
    public String title() {
        return "A new query about a user who is held in the working set";
    }

    @Override
    public String how() {
        return "The same memories and kind of queries as in the backend search, one user's 1,000 memories held in the heap in"
                + " front of PostgreSQL. The floor is the dot products alone of the same floats, without the ten nearest, their"
                + " texts or anybody's scope. LangChain4j has nothing of the kind: its best configuration asks PostgreSQL.";
    }

    @Override
    List<String> scenarios(Scale scale) {
        return List.of(SCENARIO);
    }

    @Override
    List<Contender> contenders(String scenario) {
        return List.of(
                Contender.floor(DOTS, "four sums by `Math.fma`, the greatest kept"),
                Contender.ours(OURS, "`WorkingSet.builder().singleJvm()` over `PgVectorMemoryStore`, warmed"),
                Contender.ours(VECTOR, "the same, with `--add-modules jdk.incubator.vector`"),
                SearchStores.OUR_SEARCH,
                SearchStores.LANG_BEST_SEARCH);
    }

    @Override
    List<String> jvmArgs(String contender) {
        return contender.equals(VECTOR) ? List.of("--add-modules", "jdk.incubator.vector") : List.of();
    }

    @Override
    Duration warmUp() {
        return Duration.ofSeconds(5);
    }

    @Override
    void prepare(Scale scale) throws Exception {
        Corpus.load();
    }

    private static String owner() {
        return Corpus.owners(ROWS).get(0);
    }

    @Override
    Work open(String scenario, String contender) throws Exception {
        float[][] queries = new Data(9).vectors(256);
        int[] calls = {0};
        if (contender.equals(DOTS)) {
            float[] floats = Data.flat(Corpus.vectors(owner()));
            return () -> Data.bareDots(floats, queries[calls[0]++ % queries.length]);
        }
        Searcher searcher = searcher(contender);
        return Work.of(() -> searcher.search(owner(), queries[calls[0]++ % queries.length]), searcher::end);
    }

    private static Searcher searcher(String contender) {
        if (!contender.equals(OURS) && !contender.equals(VECTOR)) {
            return Searcher.open(contender);
        }
        MemoryStore store = MemoryStack.over(SearchStores.ours(Servers.postgres(), SearchStores.SCHEMA, 2))
                .layer(WorkingSet.builder().singleJvm().build())
                .build();
        if (!WorkingSetAdmin.of(store).warm(Data.owner(owner())).join()) {
            throw new IllegalStateException("not held");
        }
        return new Searcher() {
            @Override
            public List<String> search(String owner, float[] query, @Nullable Integer turn) {
                return SearchStores.search(store, owner, query, turn);
            }

            @Override
            public void end() {
                store.close();
            }
        };
    }

    @Override
    @Nullable
    Quality quality(String scenario, String contender) throws Exception {
        if (contender.equals(DOTS)) {
            return null;
        }
        Searcher searcher = searcher(contender);
        List<List<String>> found = new ArrayList<>();
        List<List<String>> right = new ArrayList<>();
        for (float[] query : new Data(8).vectors(20)) {
            found.add(searcher.search(owner(), query));
            right.add(Data.nearest(Corpus.vectors(owner()), query).stream()
                    .map(number -> Data.text(owner(), number))
                    .toList());
        }
        searcher.end();
        return Search.quality(found, right);
    }

    @Override
    public List<Goal> goals() {
        return List.of(
                Goal.atMost(
                        150, "µs", "working set, 1,000 memories, a new query, p50", all -> all.value(SCENARIO, OURS)),
                Goal.atLeast(
                        10,
                        "×",
                        "working set, as fast as LangChain4j's best configuration on PostgreSQL",
                        all -> all.ratio(SCENARIO, SearchStores.LANG_BEST, OURS)));
    }
}
