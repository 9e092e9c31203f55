package io.github.mem0j.benchmarks;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.inmemory.InMemoryEmbeddingStore;
import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What comes without any server: the embedded store beside LangChain4j's. */
final class EmbeddedSearch extends Contest {
    private static final String OWNER = "owner-10000-embedded";
    private static final String SCENARIO = "one owner's 10,000";
    private static final String OURS = "mem0j EmbeddedMemoryStore";
    private static final String VECTOR = "mem0j EmbeddedMemoryStore, Vector API";
    private static final String LANG = "LangChain4j InMemoryEmbeddingStore, default";
    private static final String LANG_BEST = "LangChain4j InMemoryEmbeddingStore, best";
    private static final String DOTS = "bare dot products";

    @Override
    public String name() {
        return "embedded";
    }

    @Override
    public String title() {
        return "A new query in the heap, without any server";
    }

    @Override
    public String how() {
        return "The 10 nearest among one owner's 10,000 memories of random 384-d vectors, a new query each time; nobody else's"
                + " are stored. LangChain4j's best has no owners: the store is this user's alone, and no filter is asked.";
    }

    @Override
    List<String> scenarios(Scale scale) {
        return List.of(SCENARIO);
    }

    @Override
    List<Contender> contenders(String scenario) {
        return List.of(
                Contender.floor(DOTS, "four sums by `Math.fma`, the greatest kept"),
                Contender.ours(OURS, "`EmbeddedMemoryStore.create()`"),
                Contender.ours(VECTOR, "the same, with `--add-modules jdk.incubator.vector`"),
                Contender.peer(LANG_BEST, "one store for the user, no filter"),
                Contender.peer(LANG, "`new InMemoryEmbeddingStore()`, a filter by user_id"));
    }

    @Override
    List<String> jvmArgs(String contender) {
        return contender.equals(VECTOR) ? List.of("--add-modules", "jdk.incubator.vector") : List.of();
    }

    @Override
    Work open(String scenario, String contender) throws Exception {
        float[][] queries = new Data(9).vectors(64);
        int[] calls = {0};
        if (contender.equals(DOTS)) {
            float[] floats = Data.flat(Corpus.vectors(OWNER));
            return () -> Data.bareDots(floats, queries[calls[0]++ % queries.length]);
        }
        Searcher searcher = searcher(contender);
        return () -> searcher.search(OWNER, queries[calls[0]++ % queries.length]);
    }

    private static Searcher searcher(String contender) {
        float[][] vectors = Corpus.vectors(OWNER);
        if (contender.equals(OURS) || contender.equals(VECTOR)) {
            MemoryStore store = EmbeddedMemoryStore.create();
            store.add(AddRequest.of(Data.owner(OWNER), Data.SPACE, Data.memories(OWNER, vectors)));
            return (owner, query, turn) -> SearchStores.search(store, owner, query, turn);
        }
        InMemoryEmbeddingStore<TextSegment> store = new InMemoryEmbeddingStore<>();
        List<Embedding> embeddings = new ArrayList<>();
        List<TextSegment> segments = new ArrayList<>();
        for (int i = 0; i < vectors.length; i++) {
            embeddings.add(Embedding.from(vectors[i]));
            segments.add(TextSegment.from(
                    Data.text(OWNER, i), Metadata.from(Map.of("user_id", OWNER, "speaker", "mara", "turn", i))));
        }
        store.addAll(embeddings, segments);
        return contender.equals(LANG)
                ? (owner, query, turn) -> SearchStores.search(store, owner, query, turn)
                : (owner, query, turn) -> SearchStores.searchAll(store, query);
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
        for (float[] query : new Data(8).vectors(10)) {
            found.add(searcher.search(OWNER, query));
            right.add(Data.nearest(Corpus.vectors(OWNER), query).stream()
                    .map(number -> Data.text(OWNER, number))
                    .toList());
        }
        return Search.quality(found, right);
    }

    @Override
    public List<Goal> goals() {
        return List.of(Goal.atLeast(
                5,
                "×",
                "embedded default, one owner's 10,000, as fast as LangChain4j's in-memory store",
                all -> Math.min(all.ratio(SCENARIO, LANG, OURS), all.ratio(SCENARIO, LANG_BEST, OURS))));
    }
}
