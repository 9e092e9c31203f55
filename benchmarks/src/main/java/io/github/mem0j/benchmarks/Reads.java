package io.github.mem0j.benchmarks;

import io.github.mem0j.cache.CachingEmbedder;
import io.github.mem0j.cache.LocalCache;
import io.github.mem0j.embedder.Embedder;
import io.github.mem0j.embedder.InputType;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.store.ListCursor;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.MemoryStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Reads of other kinds. */
final class Reads extends Contest {
    private static final String DEPTH = "list of 100, deep in one owner's";
    private static final String MISS = "search missing the local cache";
    private static final String EMBEDDING = "embedding of a known text";
    private static final String OURS = "mem0j";
    private static final String FIRST = "mem0j, the first page";
    private static final String OFFSET = "SQL by hand, OFFSET";
    private static final String STORE = "the store alone";
    private static final String MAP = "bare ConcurrentHashMap";

    @Override
    public String name() {
        return "reads";
    }

    @Override
    public String title() {
        return "Deep pages, misses, known embeddings";
    }

    @Override
    public String how() {
        return "Each beside what shows its cost: a page at nine tenths of one owner's memories (10,000 in a full run) beside"
                + " the first page and beside OFFSET by hand; a search by an embedding that the local cache has not seen, over the embedded store with"
                + " 200 memories, beside that store alone; and a text that the embedding cache knows beside a map's look-up.";
    }

    @Override
    List<String> scenarios(Scale scale) {
        return List.of(DEPTH, MISS, EMBEDDING);
    }

    @Override
    List<Contender> contenders(String scenario) {
        return switch (scenario) {
            case DEPTH ->
                List.of(
                        Contender.floor(FIRST, "`list` without a cursor"),
                        Contender.ours(OURS, "`list` after a cursor, or the search or the embedder named"),
                        Contender.peer(OFFSET, "`ORDER BY created_at DESC, id DESC OFFSET … LIMIT 100` on our table"));
            case MISS ->
                List.of(
                        Contender.floor(STORE, "`EmbeddedMemoryStore`"),
                        Contender.ours(OURS, "`list` after a cursor, or the search or the embedder named"));
            default ->
                List.of(
                        Contender.floor(MAP, "`get` of the text"),
                        Contender.ours(OURS, "`list` after a cursor, or the search or the embedder named"));
        };
    }

    @Override
    int rounds() {
        return 2; // none of the must-show figures: the run is to end within the hour
    }

    @Override
    void prepare(Scale scale) throws Exception {
        Corpus.load();
    }

    @Override
    Work open(String scenario, String contender) throws Exception {
        return switch (scenario) {
            case DEPTH -> contender.equals(OFFSET) ? offset() : page(contender.equals(OURS));
            case MISS -> miss(contender.equals(OURS));
            default -> embedding(contender.equals(OURS));
        };
    }

    private static int rows() {
        return scale().of(1_000, 10_000);
    }

    private static String owner() {
        return Corpus.owners(rows()).get(0);
    }

    private static Work page(boolean deep) {
        MemoryStore store = SearchStores.ours(Servers.postgres(), SearchStores.SCHEMA, 2);
        ListRequest first = ListRequest.of(Data.owner(owner())).withLimit(100);
        ListCursor cursor = null;
        for (int i = 0; deep && i < rows() / 100 * 9 / 10; i++) {
            cursor = store.list(first.after(cursor)).next();
        }
        ListRequest request = first.after(cursor);
        if (store.list(request).memories().size() != 100) {
            throw new IllegalStateException("not a whole page");
        }
        return Work.of(() -> store.list(request), store);
    }

    private static Work offset() {
        var pool = Servers.poolForPrepared(Servers.postgres(), 1);
        byte[] owner = SearchByHand.ownerHash(Data.owner(owner()));
        return Work.of(
                () -> {
                    List<String> texts = new ArrayList<>();
                    try (Connection connection = pool.getConnection();
                            PreparedStatement statement = connection.prepareStatement("SELECT id, agent, run, content,"
                                    + " metadata, created_at, updated_at, expires_at, version FROM "
                                    + SearchStores.SCHEMA
                                    + ".memory WHERE owner = ? AND deleted_at IS NULL ORDER BY created_at DESC, id DESC"
                                    + " OFFSET ? LIMIT 100")) {
                        statement.setBytes(1, owner);
                        statement.setInt(2, rows() * 9 / 10);
                        try (ResultSet row = statement.executeQuery()) {
                            while (row.next()) {
                                texts.add(row.getString(4));
                                SearchByHand.decode(row.getString(5));
                                Object unused = row.getObject(6);
                            }
                        }
                    }
                    return texts;
                },
                pool);
    }

    private static Work miss(boolean cached) {
        CachedSearch search = new CachedSearch();
        MemoryStore store = cached ? LocalCache.builder().singleJvm().build().over(search.store) : search.store;
        Data data = new Data(51);
        return () -> store.search(CachedSearch.request(Embedding.of(data.vector())));
    }

    private static Work embedding(boolean ours) {
        Embedding known = Embedding.of(new Data(52).vector());
        Embedder model = Embedder.of(
                "known",
                Data.SPACE.dimensions(),
                (texts, type) -> texts.stream().map(text -> known.toArray()).toList());
        CachingEmbedder caching = CachingEmbedder.around(model);
        List<String> texts = List.of("What did she say about oolong in the afternoon?");
        Map<String, Embedding> map = new ConcurrentHashMap<>();
        map.put(texts.get(0), known);
        Object unused = caching.embed(texts, InputType.QUERY);
        return ours ? () -> caching.embed(texts, InputType.QUERY) : () -> map.get(texts.get(0));
    }
}
