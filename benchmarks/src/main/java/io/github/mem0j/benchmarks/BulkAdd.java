package io.github.mem0j.benchmarks;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingStore;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.services.PostgresDatabase;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.MemoryStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.springframework.ai.document.Document;
import org.springframework.ai.vectorstore.pgvector.PgVectorStore;
import org.springframework.ai.vectorstore.pgvector.PgVectorStore.PgIndexType;

/** Many memories in one call. */
final class BulkAdd implements Family {
    private static final String SCHEMA = "bulk";
    private static final String OWNER = "bulk";
    private static final String OURS = "mem0j PgVectorMemoryStore";
    private static final String COPY = "bare binary COPY";
    private static final String LANG = "LangChain4j addAll, default";
    private static final String LANG_BEST = "LangChain4j addAll, best";
    private static final String SPRING = "Spring AI, default (HNSW)";
    private static final int CHUNK = 1 << 16;

    private final Map<Contender, List<Double>> perSecond = new LinkedHashMap<>();

    @Override
    public String name() {
        return "bulk-add";
    }

    @Override
    public String title() {
        return "Bulk add of 20,000 memories of 384 dimensions";
    }

    @Override
    public String how() {
        return "One call each into an empty table, by turns, fsync on. The floor copies the very bytes that ours wrote, made"
                + " beforehand, into the same table with the same indexes. Spring AI and LangChain4j are run fewer times, since"
                + " they take long. Spring AI looks each document up in the list of all, and keeps its HNSW index.";
    }

    /** A measured piece of work. */
    private interface Adding {
        void run() throws Exception;
    }

    @Override
    public List<Figure> run(Scale scale) throws Exception {
        PostgresDatabase database = Servers.postgres();
        int count = scale.of(500, 20_000);
        float[][] vectors = new Data(11).vectors(count);
        List<NewMemory> memories = Data.memories(OWNER, vectors);
        perSecond.clear();
        try (MemoryStore store = SearchStores.ours(database, SCHEMA, 2);
                var pool = Servers.pool(database, 2);
                var plain = Servers.plainPool(database, Contest.scale().of(1, 10));
                Connection connection = database.connect()) {
            Adding ours = () -> store.add(AddRequest.of(Data.owner(OWNER), Data.SPACE, memories));
            ours.run();
            byte[] rows = copied(connection);
            var langBest = SearchStores.langBest(pool, "lang_bulk_best");
            var lang = SearchStores.langDefault(database, "lang_bulk");
            MadeUpModel model = new MadeUpModel();
            List<Document> documents = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                model.vectors.put(Data.text(OWNER, i), vectors[i]);
                documents.add(new Document(
                        Data.text(OWNER, i), Map.<String, Object>of("user_id", OWNER, "speaker", "mara", "turn", i)));
            }
            PgVectorStore spring = SearchStores.spring(plain, "spring_bulk", PgIndexType.HNSW, model);
            for (int round = scale.of(0, -1); round < scale.of(1, 5); round++) {
                boolean counts = round >= 0;
                measure(
                        counts,
                        Contender.floor(COPY, "pgjdbc's CopyManager, bytes made beforehand"),
                        SCHEMA + ".memory",
                        count,
                        () -> copy(connection, rows));
                measure(
                        counts,
                        Contender.ours(OURS, "`add` of one request, as it comes"),
                        SCHEMA + ".memory",
                        count,
                        ours);
                if (round == 0 || round == 1) {
                    measure(
                            true,
                            Contender.peer(
                                    LANG_BEST,
                                    "a column for each key, btree on user_id, pooled," + " `reWriteBatchedInserts`"),
                            "lang_bulk_best",
                            count,
                            langBest(langBest, vectors));
                    measure(
                            true,
                            Contender.peer(LANG, "as it comes: JSON metadata"),
                            "lang_bulk",
                            count,
                            langBest(lang, vectors));
                }
                if (round == 0) {
                    measure(
                            true,
                            Contender.peer(SPRING, "`add(List)` as it comes"),
                            "spring_bulk",
                            count,
                            () -> spring.add(documents));
                }
            }
        }
        List<Figure> figures = new ArrayList<>();
        perSecond.forEach((contender, rounds) -> figures.add(Figure.of(
                "20,000 in one call",
                contender,
                "rows/s",
                rounds.stream().mapToDouble(Double::doubleValue).toArray())));
        return figures;
    }

    private static Adding langBest(EmbeddingStore<TextSegment> store, float[][] vectors) {
        List<Embedding> embeddings = new ArrayList<>();
        List<TextSegment> segments = new ArrayList<>();
        for (int i = 0; i < vectors.length; i++) {
            embeddings.add(Embedding.from(vectors[i]));
            segments.add(TextSegment.from(
                    Data.text(OWNER, i), Metadata.from(Map.of("user_id", OWNER, "speaker", "mara", "turn", (long) i))));
        }
        return () -> store.addAll(embeddings, segments);
    }

    private void measure(boolean counts, Contender contender, String table, int count, Adding adding) throws Exception {
        Servers.execute("TRUNCATE " + table + " CASCADE", "CHECKPOINT");
        long start = System.nanoTime();
        adding.run();
        double seconds = (System.nanoTime() - start) / 1e9;
        if (counts(table) != count) {
            throw new IllegalStateException(contender.name() + " did not add all");
        }
        if (counts) {
            perSecond.computeIfAbsent(contender, key -> new ArrayList<>()).add(count / seconds);
        }
    }

    private static int counts(String table) throws SQLException {
        try (Connection connection = Servers.postgres().connect();
                var statement = connection.createStatement();
                var result = statement.executeQuery("SELECT count(*) FROM " + table)) {
            result.next();
            return result.getInt(1);
        }
    }

    /** What the table holds, in COPY's own form. */
    private static byte[] copied(Connection connection) throws SQLException, IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long unused = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("COPY " + SCHEMA + ".memory TO STDOUT (FORMAT binary)", bytes);
        return bytes.toByteArray();
    }

    private static void copy(Connection connection, byte[] rows) throws SQLException {
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY " + SCHEMA + ".memory FROM STDIN (FORMAT binary)");
        for (int from = 0; from < rows.length; from += CHUNK) {
            copy.writeToCopy(rows, from, Math.min(CHUNK, rows.length - from));
        }
        long unused = copy.endCopy();
    }

    @Override
    public List<Goal> goals() {
        return List.of(
                Goal.atLeast(
                        0.8,
                        "×",
                        "bulk add of 20,000 beside a bare binary COPY",
                        all -> all.ratio("20,000 in one call", OURS, COPY)),
                Goal.atLeast(
                        50,
                        "×",
                        "bulk add of 20,000, as fast as Spring AI's default",
                        all -> all.ratio("20,000 in one call", OURS, SPRING)));
    }
}
