package io.github.mem0j.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Searches among one owner's memories, beside others', in PostgreSQL. */
final class Search extends Contest {
    private static final int QUERIES = 64;

    static String scenario(int rows) {
        return String.format(java.util.Locale.ROOT, "%,d rows", rows);
    }

    @Override
    public String name() {
        return "search";
    }

    @Override
    public String title() {
        return "A new query among one owner's memories, in PostgreSQL";
    }

    @Override
    public String how() {
        return "The 10 nearest of one owner's memories by random 384-d vectors, a new query each time, owners by turns. All"
                + " owners are in one table: 20 of 200 rows, 20 of 1,000 and 3 of 10,000, 54,000 rows. The peers' tables are"
                + " made by the peers, filled by `INSERT … SELECT` from ours, and vacuumed and analysed like ours. Rows of 10"
                + " and recall@10 are beside brute force in double precision. Spring AI takes no vectors: its embedding model"
                + " is a look-up in a map.";
    }

    @Override
    List<String> scenarios(Scale scale) {
        return scale == Scale.SMOKE
                ? List.of(scenario(1_000))
                : List.of(scenario(200), scenario(1_000), scenario(10_000));
    }

    @Override
    List<Contender> contenders(String scenario) {
        return List.of(
                SearchStores.BARE_SEARCH,
                SearchStores.OUR_SEARCH,
                SearchStores.LANG_BEST_SEARCH,
                SearchStores.LANG_SEARCH,
                SearchStores.SPRING_EXACT_SEARCH,
                SearchStores.SPRING_SEARCH);
    }

    @Override
    void prepare(Scale scale) throws Exception {
        Corpus.load();
    }

    @Override
    Duration warmUp() {
        return Duration.ofSeconds(5);
    }

    @Override
    TimeUnit unit() {
        return TimeUnit.MICROSECONDS;
    }

    private static int rows(String scenario) {
        return Integer.parseInt(scenario.replace(",", "").split(" ", -1)[0]);
    }

    @Override
    Work open(String scenario, String contender) {
        Searcher searcher = Searcher.open(contender);
        List<String> owners = Corpus.owners(rows(scenario));
        float[][] queries = new Data(7).vectors(QUERIES);
        int[] calls = {0};
        return Work.of(
                () -> {
                    int call = calls[0]++;
                    return searcher.search(owners.get(call % owners.size()), queries[call % QUERIES]);
                },
                searcher::end);
    }

    @Override
    Quality quality(String scenario, String contender) throws Exception {
        Searcher searcher = Searcher.open(contender);
        List<String> owners = Corpus.owners(rows(scenario));
        List<List<String>> found = new ArrayList<>();
        List<List<String>> right = new ArrayList<>();
        float[][] queries = new Data(8).vectors(scale().of(10, 40));
        for (int i = 0; i < queries.length; i++) {
            String owner = owners.get(i % owners.size());
            found.add(searcher.search(owner, queries[i]));
            right.add(Data.nearest(Corpus.vectors(owner), queries[i]).stream()
                    .map(number -> Data.text(owner, number))
                    .toList());
        }
        searcher.end();
        return quality(found, right);
    }

    static Quality quality(List<List<String>> found, List<List<String>> right) {
        double rows = 0;
        double recall = 0;
        for (int i = 0; i < found.size(); i++) {
            Set<String> both = new HashSet<>(found.get(i));
            both.retainAll(new HashSet<>(right.get(i)));
            rows += found.get(i).size();
            recall += (double) both.size() / Data.LIMIT;
        }
        return new Quality(rows / found.size(), recall / found.size());
    }

    @Override
    public List<Goal> goals() {
        return List.of(
                beside(200, 1.15),
                beside(1_000, 1.15),
                against(200, 5),
                against(1_000, 4),
                Goal.atLeast(10, "rows", "rows returned of 10, of 1,000", all -> rows(all, SearchStores.OURS)));
    }

    static double rows(Outcome all, String contender) {
        return all.figure(scenario(1_000), contender)
                .map(figure ->
                        figure.quality() == null ? Double.NaN : figure.quality().rows())
                .orElse(Double.NaN);
    }

    private static Goal beside(int rows, double bound) {
        return Goal.atMost(
                bound,
                "×",
                "backend search, " + scenario(rows) + ", beside hand-written pgjdbc",
                all -> all.ratio(scenario(rows), SearchStores.OURS, SearchStores.BARE));
    }

    private static Goal against(int rows, double bound) {
        return Goal.atLeast(
                bound,
                "×",
                "backend search, " + scenario(rows) + ", as fast as LangChain4j's best",
                all -> all.ratio(scenario(rows), SearchStores.LANG_BEST, SearchStores.OURS));
    }
}
