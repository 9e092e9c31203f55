package io.github.mem0j.benchmarks;

import io.github.mem0j.services.PostgresDatabase;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.MemoryStore;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.ai.vectorstore.pgvector.PgVectorStore.PgIndexType;

/**
 * The same memories in everybody's tables of one PostgreSQL: owners of several sizes side by side. Ours are added; the
 * peers' tables are made by the peers and filled from ours by SQL, row for row, as they would write them.
 */
final class Corpus {
    /** Made by {@link #load} once a run. */
    private static boolean loaded;

    private static final Map<String, float[][]> vectors = new ConcurrentHashMap<>();

    private Corpus() {}

    /** Names of the owners with that many rows. */
    static List<String> owners(int rows) {
        List<String> owners = new ArrayList<>();
        int count = rows >= 10_000 ? 3 : Contest.scale().of(2, 20);
        for (int i = 0; i < count; i++) {
            owners.add("owner-" + rows + "-" + i);
        }
        return owners;
    }

    static List<Integer> sizes() {
        return Contest.scale() == Scale.SMOKE ? List.of(200, 1_000) : List.of(200, 1_000, 10_000);
    }

    static float[][] vectors(String owner) {
        return vectors.computeIfAbsent(
                owner, key -> new Data(owner.hashCode()).vectors(Integer.parseInt(owner.split("-", -1)[1])));
    }

    static synchronized void load() throws SQLException {
        if (loaded) {
            return;
        }
        PostgresDatabase database = Servers.postgres();
        try (MemoryStore store = SearchStores.ours(database, SearchStores.SCHEMA, 1)) {
            for (int rows : sizes()) {
                for (String owner : owners(rows)) {
                    store.add(AddRequest.of(Data.owner(owner), Data.SPACE, Data.memories(owner, vectors(owner))));
                }
            }
        }
        makePeers(database);
        String index = Servers.hnswIndex("spring");
        String from = " FROM " + SearchStores.SCHEMA + ".memory";
        String metadata = "(jsonb_build_object('user_id', user_id) || metadata)::json";
        Servers.execute(
                "DROP INDEX " + Servers.nameOf(index),
                "INSERT INTO lang SELECT id, embedding, content, " + metadata + from,
                "INSERT INTO lang_best (embedding_id, embedding, text, user_id, speaker, turn) SELECT id, embedding,"
                        + " content, user_id, metadata ->> 'speaker', (metadata ->> 'turn')::bigint" + from,
                "INSERT INTO spring (id, content, metadata, embedding) SELECT id, content, " + metadata + ", embedding"
                        + from,
                index,
                "INSERT INTO spring_exact SELECT * FROM spring",
                "CREATE INDEX ON spring_exact USING gin ((metadata::jsonb) jsonb_path_ops)",
                "VACUUM ANALYZE " + SearchStores.SCHEMA + ".memory",
                "VACUUM ANALYZE lang",
                "VACUUM ANALYZE lang_best",
                "VACUUM ANALYZE spring",
                "VACUUM ANALYZE spring_exact");
        loaded = true;
    }

    private static void makePeers(PostgresDatabase database) {
        try (var pool = Servers.plainPool(database, 2)) {
            Object unused = SearchStores.langDefault(database, "lang");
            unused = SearchStores.langBest(pool, "lang_best");
            unused = SearchStores.spring(pool, "spring", PgIndexType.HNSW, new MadeUpModel());
            unused = SearchStores.spring(pool, "spring_exact", PgIndexType.NONE, new MadeUpModel());
        }
    }
}
