package io.github.mem0j.neo4j;

import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Relation;
import io.github.mem0j.services.OwnNeo4j;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelatedRequest;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Session;
import org.neo4j.driver.SessionConfig;

/**
 * What the store adds to its Cypher, {@code mvn -q -Pspeed-neo4j}: beside the same on the bare driver, turn by turn, so
 * that the ratios hold whatever else the machine does.
 */
final class Neo4jSpeed {
    private static final int MEMORIES = 10_000;
    private static final int RELATIONS = 50_000;
    private static final int BATCH = 1_000;
    private static final int WALKS = 400;
    private static final int BATCHES = 20;
    private static final MemoryScope SCOPE = MemoryScope.user("speed");
    private static final String BY_HAND =
            "UNWIND $rows AS row MATCH (a:Memory {owner: $owner, id: row.from}) USING INDEX"
                    + " SEEK a:Memory(owner, id) MATCH (b:Memory {owner: $owner, id: row.to}) USING INDEX SEEK b:Memory(owner, id)"
                    + " MERGE (a)-[r:RELATES_TO {type: row.type}]->(b) SET r.weight = row.weight RETURN count(*)";

    private final Driver driver;
    private final Neo4jMemoryStore store;
    private final List<UUID> ids = new ArrayList<>();
    private final Random random = new Random(1);
    private final PrintStream out = System.out;

    private Neo4jSpeed(Driver driver, Neo4jMemoryStore store) {
        this.driver = driver;
        this.store = store;
    }

    public static void main(String[] args) throws Exception {
        try (OwnNeo4j server = OwnNeo4j.options().optimised().start();
                Driver driver = Graphs.open(server.get());
                Neo4jMemoryStore store = Neo4jMemoryStore.builder()
                        .driver(driver)
                        .operationTimeout(Duration.ofMinutes(2))
                        .initSchema()
                        .build()) {
            new Neo4jSpeed(driver, store).run();
        }
    }

    private void run() throws Exception {
        for (int i = 0; i < MEMORIES; i += BATCH) {
            ids.addAll(Trial.add(store, SCOPE, BATCH));
        }
        for (int i = 0; i < RELATIONS; i += BATCH) {
            store.relate(batch());
        }
        Thread.sleep(1_100); // until the owner may be read without its lock
        out.printf("%-62s %10s %10s %8s%n", "", "ours", "bare", "ratio");
        related();
        relate();
    }

    private RelateRequest batch() {
        List<Relation> relations = new ArrayList<>();
        while (relations.size() < BATCH) {
            UUID from = some();
            UUID to = some();
            if (!from.equals(to)) {
                relations.add(Relation.of(from, to));
            }
        }
        return RelateRequest.of(SCOPE, relations);
    }

    private UUID some() {
        return ids.get(random.nextInt(ids.size()));
    }

    private void related() {
        Graph graph = new Graph(driver, false, "neo4j", Duration.ofMinutes(1));
        Names names = Names.of("Memory", "RELATES_TO");
        Owners owners = new Owners(graph, names);
        long[] ours = new long[WALKS];
        long[] bare = new long[WALKS];
        for (int i = -WALKS; i < WALKS; i++) {
            RelatedRequest request =
                    RelatedRequest.of(SCOPE, some()).withDepth(3).withLimit(50);
            long start = System.nanoTime();
            store.related(request);
            long middle = System.nanoTime();
            Cypher same = new Walk(owners, names, new ApocWalk(graph, names, false), Instant.now()).cypher(request);
            long begun = System.nanoTime();
            bare(same.text(), same.parameters(), AccessMode.READ);
            long end = System.nanoTime();
            if (i >= 0) {
                ours[i] = middle - start;
                bare[i] = end - begun;
            }
        }
        print("related(3, 50), 10,000 memories, 50,000 relations, ms (1.2, 5)", median(ours), median(bare));
    }

    private void relate() {
        long[] ours = new long[BATCHES];
        long[] bare = new long[BATCHES];
        for (int i = -BATCHES; i < BATCHES; i++) {
            RelateRequest first = batch();
            RelateRequest second = batch();
            long start = System.nanoTime();
            store.relate(first);
            long middle = System.nanoTime();
            List<Map<String, Object>> rows = second.relations().stream()
                    .map(each -> Map.<String, Object>of(
                            "from", each.from().toString(),
                            "to", each.to().toString(),
                            "type", each.type(),
                            "weight", each.weight()))
                    .toList();
            bare(BY_HAND, Map.of("owner", SCOPE.ownerKey(), "rows", rows), AccessMode.WRITE);
            long end = System.nanoTime();
            if (i >= 0) {
                ours[i] = middle - start;
                bare[i] = end - middle;
            }
        }
        print(
                "relate in batches of 1,000, relations a second (0.9)",
                BATCH * 1e3 / median(ours),
                BATCH * 1e3 / median(bare));
    }

    private void bare(String text, Map<String, Object> parameters, AccessMode mode) {
        SessionConfig config = SessionConfig.builder()
                .withDatabase("neo4j")
                .withDefaultAccessMode(mode)
                .build();
        try (Session session = driver.session(config)) {
            session.run(text, parameters).list();
        }
    }

    private void print(String what, double ours, double bare) {
        out.printf("%-62s %10.2f %10.2f %8.2f%n", what, ours, bare, ours / bare);
    }

    /** In milliseconds. */
    private static double median(long[] nanos) {
        Arrays.sort(nanos);
        return nanos[nanos.length / 2] / 1e6;
    }
}
