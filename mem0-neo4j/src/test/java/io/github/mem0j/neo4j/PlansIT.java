package io.github.mem0j.neo4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.Relation;
import io.github.mem0j.services.Neo4j;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.ScanRequest;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.UpdateRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Session;
import org.neo4j.driver.SessionConfig;
import org.neo4j.driver.summary.Plan;

/** Plans that are made while the labels have no nodes yet, when the planner thinks least of indexes. */
class PlansIT {
    @RegisterExtension
    static final Neo4j neo4j = Neo4j.shared();

    private static final MemoryScope SCOPE = MemoryScope.user("u");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static Driver driver;
    private static Names names;

    @BeforeAll
    static void connect() {
        driver = Graphs.open(neo4j.get());
        names = Names.of(neo4j.namespace(), "RELATES_TO");
        Neo4jMemoryStore.builder()
                .driver(driver)
                .label(neo4j.namespace())
                .initSchema()
                .build();
    }

    @AfterAll
    static void disconnect() {
        Graphs.empty(driver, neo4j.namespace());
        driver.close();
    }

    /** Operators with their details, the last one first. */
    private static List<String> plan(Cypher cypher) {
        return plan(cypher.text(), cypher.parameters());
    }

    private static List<String> plan(String text, Map<String, Object> parameters) {
        try (Session session = driver.session(SessionConfig.forDatabase("neo4j"))) {
            List<String> operators = new ArrayList<>();
            collect(
                    session.run("EXPLAIN " + text, parameters)
                            .consume()
                            .queryPlan()
                            .orElseThrow(),
                    operators);
            return operators;
        }
    }

    private static void collect(Plan plan, List<String> operators) {
        operators.add(plan.operatorType() + " " + plan.arguments().get("Details"));
        plan.children().forEach(child -> collect(child, operators));
    }

    private static void assertNoScan(List<String> plan) {
        assertThat(plan).noneMatch(operator -> operator.contains("Scan"));
    }

    private static Cypher walk(RelatedRequest request) {
        Graph graph = new Graph(driver, false, "neo4j", Duration.ofSeconds(10));
        return new Walk(new Owners(graph, names), names, new ApocWalk(graph, names, false), NOW).cypher(request);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5})
    void walksAreBreadthFirstFromTheKeyAndEndAtTheLimit(int depth) {
        RelatedRequest request =
                RelatedRequest.of(SCOPE, UUID.randomUUID()).withDepth(depth).withLimit(50);
        for (RelatedRequest each : List.of(request, request.withTypes("a", "b"))) {
            List<String> plan = plan(walk(each));

            assertNoScan(plan);
            assertThat(plan).anyMatch(operator -> operator.startsWith("VarLengthExpand(Pruning,BFS"));
            assertThat(plan).anyMatch(operator -> operator.startsWith("Limit"));
            assertThat(plan)
                    .filteredOn(operator -> operator.startsWith("NodeUniqueIndexSeek"))
                    .hasSize(2);
            assertThat(plan)
                    .noneMatch(operator -> operator.startsWith("Sort")
                            || operator.startsWith("Top")
                            || operator.startsWith("EagerAggregation"));
        }
    }

    @Test
    void walksOfOneStepSeekByTheKey() {
        List<String> plan =
                plan(walk(RelatedRequest.of(SCOPE, UUID.randomUUID()).withDepth(1)));

        assertNoScan(plan);
        assertThat(plan)
                .filteredOn(operator -> operator.startsWith("NodeUniqueIndexSeek"))
                .hasSize(2);
    }

    @Test
    void searchesSeekLiveNodes() {
        SearchRequest request = SearchRequest.of(
                        SCOPE, Trial.SPACE, Trial.memory("x").embedding())
                .withFilter(MemoryFilter.where("k").eq("v"));
        List<String> plan = plan(Reads.search(names, request, NOW));

        assertNoScan(plan);
        assertThat(plan)
                .anyMatch(operator -> operator.startsWith("NodeIndexSeek")
                        && operator.contains("owner = $p.owner AND liveUntil > $p.now"));
    }

    @Test
    void listsFollowTheIndex() {
        List<String> plan = plan(Reads.list(names, ListRequest.of(SCOPE), NOW));

        assertNoScan(plan);
        assertThat(plan).anyMatch(operator -> operator.contains("owner = $p.owner AND createdAt <= $p.before"));
        assertThat(plan)
                .as("sorted by the index")
                .noneMatch(operator -> operator.startsWith("Sort") || operator.startsWith("Top"));
    }

    /** Whatever is asked of the store. */
    @Test
    void nothingElseScansEither() {
        RecordingDriver recording = RecordingDriver.around(driver);
        Neo4jMemoryStore store = Neo4jMemoryStore.builder()
                .driver(recording.driver())
                .label(neo4j.namespace())
                .build();
        List<UUID> ids = Trial.add(store, SCOPE, 3);
        store.get(GetRequest.of(SCOPE, ids));
        store.list(ListRequest.of(SCOPE).withFilter(MemoryFilter.where("k").exists()));
        store.update(UpdateRequest.of(SCOPE, ids.get(0), MemoryChange.none().withMetadata(Metadata.of("k", "v"))));
        store.relate(RelateRequest.of(SCOPE, Relation.of(ids.get(0), ids.get(1))));
        store.related(RelatedRequest.of(SCOPE, ids.get(0)));
        store.delete(DeleteRequest.ids(SCOPE, ids.get(0)));
        store.delete(DeleteRequest.matching(SCOPE, MemoryFilter.where("k").exists()));
        StoreAdmin admin = StoreAdmin.of(store);
        admin.restore(Trial.SPACE, admin.scan(ScanRequest.all()).memories());
        admin.count();
        admin.count(SCOPE);
        admin.versions(SCOPE, 10);
        admin.relations(SCOPE, 10);
        admin.purgeExpired();
        admin.erase(SCOPE);

        assertThat(recording.statements()).hasSizeGreaterThan(20);
        assertThat(recording.statements()).allSatisfy((text, parameters) -> assertNoScan(plan(text, parameters)));
    }
}
