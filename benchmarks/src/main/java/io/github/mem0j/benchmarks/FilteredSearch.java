package io.github.mem0j.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Searches of which the metadata says which memories count. */
final class FilteredSearch extends Contest {
    private static final int ROWS = 1_000;
    private static final int QUERIES = 64;

    private static String scenario(int passing) {
        return String.format(Locale.ROOT, "%,d of %,d rows pass", passing, ROWS);
    }

    @Override
    public String name() {
        return "filtered-search";
    }

    @Override
    public String title() {
        return "A search with a filter on the metadata, in PostgreSQL";
    }

    @Override
    public String how() {
        return "The tables of the searches without a filter, with 1,000 memories an owner: the 10 nearest of those whose"
                + " `turn` is below a number. Rows of 10 and recall@10 are beside brute force over the memories that pass.";
    }

    @Override
    List<String> scenarios(Scale scale) {
        return scale == Scale.SMOKE ? List.of(scenario(100)) : List.of(scenario(100), scenario(10));
    }

    @Override
    List<Contender> contenders(String scenario) {
        return List.of(
                Contender.floor(
                        SearchStores.BARE,
                        "the statement of the search without, and `(metadata ->> 'turn')::numeric < ?`"),
                Contender.ours(SearchStores.OURS, "`MemoryFilter.where(\"turn\").lt(…)`, in the store as it comes"),
                SearchStores.LANG_BEST_SEARCH,
                SearchStores.LANG_SEARCH,
                SearchStores.SPRING_EXACT_SEARCH,
                SearchStores.SPRING_SEARCH);
    }

    @Override
    int rounds() {
        return 2; // none of the figures that are asked for: the run is to end within the hour
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

    private static int passing(String scenario) {
        return Integer.parseInt(scenario.split(" ", -1)[0]);
    }

    @Override
    Work open(String scenario, String contender) {
        Searcher searcher = Searcher.open(contender);
        List<String> owners = Corpus.owners(ROWS);
        float[][] queries = new Data(50).vectors(QUERIES);
        int[] calls = {0};
        return Work.of(
                () -> {
                    int call = calls[0]++;
                    return searcher.search(
                            owners.get(call % owners.size()), queries[call % QUERIES], passing(scenario));
                },
                searcher::end);
    }

    @Override
    Quality quality(String scenario, String contender) throws Exception {
        Searcher searcher = Searcher.open(contender);
        String owner = Corpus.owners(ROWS).get(0);
        float[][] passing = Arrays.copyOf(Corpus.vectors(owner), passing(scenario));
        List<List<String>> found = new ArrayList<>();
        List<List<String>> right = new ArrayList<>();
        for (float[] query : new Data(8).vectors(scale().of(10, 40))) {
            found.add(searcher.search(owner, query, passing(scenario)));
            right.add(Data.nearest(passing, query).stream()
                    .map(number -> Data.text(owner, number))
                    .toList());
        }
        searcher.end();
        return Search.quality(found, right);
    }
}
