package io.github.mem0j.benchmarks;

import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Relation;
import io.github.mem0j.neo4j.Neo4jMemoryStore;
import io.github.mem0j.neo4j.WalkByHand;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelatedRequest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;

/** Walks along relations. */
final class Related extends Contest {
    private static final MemoryScope OWNER = Data.owner("walker");
    private static final String SCHEMA = "walks";
    private static final String NEO4J = "Neo4j";
    private static final String CTE = "PostgreSQL";
    private static final String OURS = "mem0j";
    private static final String BARE = "bare driver";
    private static final String SQL =
            ("WITH RECURSIVE walk(id, depth) AS (SELECT m.id, 0 FROM %s.memory m WHERE m.owner = ? AND m.id = ?::uuid"
                            + " AND m.deleted_at IS NULL AND (m.expires_at IS NULL OR m.expires_at > now()) UNION SELECT"
                            + " m.id, w.depth + 1 FROM walk w CROSS JOIN LATERAL (SELECT r.to_id AS id, r.to_version AS"
                            + " version FROM %s.memory_relation r WHERE r.owner = ? AND r.from_id = w.id UNION ALL SELECT"
                            + " r.from_id, r.from_version FROM %s.memory_relation r WHERE r.owner = ? AND r.to_id = w.id) n JOIN"
                            + " %s.memory m ON m.owner = ? AND m.id = n.id AND m.created_version = n.version AND"
                            + " m.deleted_at IS NULL AND (m.expires_at IS NULL OR m.expires_at > now()) WHERE w.depth < 3"
                            + " AND n.id <> ?::uuid), nearest AS (SELECT id, min(depth) AS depth FROM (SELECT id, depth"
                            + " FROM walk LIMIT 154) early GROUP BY id ORDER BY 2 LIMIT 52) SELECT m.id, m.agent, m.run,"
                            + " m.content, m.metadata, m.created_at, m.updated_at, m.expires_at, m.version, n.depth FROM"
                            + " nearest n JOIN %s.memory m ON m.owner = ? AND m.id = n.id ORDER BY n.depth")
                    .replace("%s", SCHEMA);

    @Override
    public String name() {
        return "related";
    }

    @Override
    public String title() {
        return "related: three steps, 50 memories";
    }

    @Override
    public String how() {
        return "From a random one of 10,000 memories with 50,000 random relations. The floor sends the same Cypher by the bare"
                + " Neo4j driver, and the same recursive SQL by pgjdbc, and reads the rows. None of the peers walks along"
                + " relations.";
    }

    @Override
    List<String> scenarios(Scale scale) {
        // Neo4j takes longer to start than a smoke run may.
        return scale == Scale.SMOKE ? List.of(CTE) : List.of(NEO4J, CTE);
    }

    @Override
    List<Contender> contenders(String scenario) {
        return List.of(
                Contender.floor(BARE, "the statement by hand, on the same server"),
                Contender.ours(OURS, "`related` with depth 3 and limit 50; the store as it comes"));
    }

    @Override
    Duration warmUp() {
        return Duration.ofSeconds(5);
    }

    @Override
    void prepare(Scale scale) throws Exception {
        int memories = scale.of(500, 10_000);
        try (MemoryStore store = open(CTE)) {
            fill(store, memories);
        }
        Servers.execute("VACUUM ANALYZE " + SCHEMA + ".memory", "VACUUM ANALYZE " + SCHEMA + ".memory_relation");
        if (scale == Scale.FULL) {
            try (MemoryStore store = open(NEO4J)) {
                fill(store, memories);
            }
        }
    }

    private static void fill(MemoryStore store, int memories) {
        Data data = new Data(20);
        List<UUID> ids = new ArrayList<>();
        for (int from = 0; from < memories; from += 500) {
            ids.addAll(store.add(AddRequest.of(OWNER, Data.SPACE, Data.memories("walker " + from, data.vectors(500))))
                    .ids());
        }
        Random random = new Random(21);
        for (int from = 0; from < 5 * memories; from += 500) {
            List<Relation> relations = new ArrayList<>();
            while (relations.size() < 500) {
                UUID one = ids.get(random.nextInt(memories));
                UUID other = ids.get(random.nextInt(memories));
                if (!one.equals(other)) {
                    relations.add(Relation.of(one, other));
                }
            }
            Object unused = store.relate(RelateRequest.of(OWNER, relations));
        }
    }

    private static MemoryStore open(String scenario) {
        return scenario.equals(CTE)
                ? SearchStores.ours(Servers.postgres(), SCHEMA, 2)
                : Neo4jMemoryStore.builder()
                        .uri(Servers.neo4j().toString())
                        .initSchema()
                        .build();
    }

    @Override
    Work open(String scenario, String contender) {
        MemoryStore store = open(scenario);
        List<UUID> starts = store.list(ListRequest.of(OWNER).withLimit(100)).memories().stream()
                .map(memory -> memory.id())
                .toList();
        int[] calls = {0};
        if (contender.equals(OURS)) {
            return Work.of(() -> store.related(request(starts.get(calls[0]++ % starts.size()))), store);
        }
        store.close();
        if (scenario.equals(CTE)) {
            var pool = Servers.poolForPrepared(Servers.postgres(), 1);
            return Work.of(() -> byHand(pool.getConnection(), starts.get(calls[0]++ % starts.size())), pool);
        }
        Driver driver = GraphDatabase.driver(Servers.neo4j(), AuthTokens.none());
        WalkByHand byHand = new WalkByHand(driver);
        return Work.of(() -> byHand.related(request(starts.get(calls[0]++ % starts.size()))), driver);
    }

    private static RelatedRequest request(UUID start) {
        return RelatedRequest.of(OWNER, start).withDepth(3).withLimit(50);
    }

    private static List<String> byHand(Connection open, UUID start) throws SQLException {
        byte[] owner = SearchByHand.ownerHash(OWNER);
        List<String> texts = new ArrayList<>();
        try (Connection connection = open;
                PreparedStatement statement = connection.prepareStatement(SQL)) {
            statement.unwrap(org.postgresql.PGStatement.class).setPrepareThreshold(1);
            Object[] parameters = {owner, start, owner, owner, owner, start, owner};
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    texts.add(row.getString(4));
                    SearchByHand.decode(row.getString(5));
                    for (int column : new int[] {1, 2, 3, 6, 7, 8, 9, 10}) {
                        Object unused = row.getObject(column);
                    }
                }
            }
        }
        if (texts.size() < 50) {
            throw new IllegalStateException("a walk by hand found too few");
        }
        return texts;
    }

    @Override
    public List<Goal> goals() {
        return List.of(
                Goal.atMost(
                        1.2,
                        "×",
                        "related(3, 50) in Neo4j beside the bare driver",
                        all -> all.ratio(NEO4J, OURS, BARE)),
                Goal.atMost(
                        1.2,
                        "×",
                        "related(3, 50) in PostgreSQL beside the bare driver",
                        all -> all.ratio(CTE, OURS, BARE)));
    }
}
