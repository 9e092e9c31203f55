package io.github.mem0j.neo4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Relation;
import io.github.mem0j.services.Neo4j;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.RelateRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.neo4j.driver.Driver;

/** Walks stay with their owner, whatever relationships there are; and APOC answers what Cypher answers. */
class IsolationIT {
    @RegisterExtension
    static final Neo4j neo4j = Neo4j.shared();

    private static Driver driver;
    private static Neo4jMemoryStore cypher;
    private static Neo4jMemoryStore apoc;

    private final MemoryScope alice = MemoryScope.user("alice-" + UUID.randomUUID());
    private final MemoryScope mallory = MemoryScope.user("mallory-" + UUID.randomUUID());

    @BeforeAll
    static void open() {
        driver = Graphs.open(neo4j.get());
        // Without it the store asks Cypher, and the comparison would be with itself.
        assertThat(Graphs.run(driver, "SHOW PROCEDURES YIELD name WHERE name = 'apoc.path.expandConfig'"))
                .as("the tests' server has APOC's core: CONTRIBUTING.md, \"Real servers in tests\"")
                .hasSize(1);
        cypher = builder().initSchema().build();
        apoc = builder().apoc(true).build();
    }

    private static Neo4jMemoryStoreBuilder builder() {
        return Neo4jMemoryStore.builder().driver(driver).label(neo4j.namespace());
    }

    @AfterAll
    static void close() {
        Graphs.empty(driver, neo4j.namespace());
        driver.close();
    }

    /** Behind the store's back. */
    private static void relateByHand(UUID from, UUID to) {
        Graphs.run(
                driver,
                "MATCH (a:%1$s {id: $from}), (b:%1$s {id: $to}) CREATE (a)-[:RELATES_TO {type: 't', weight: 1.0}]->(b)"
                        .formatted(neo4j.namespace()),
                Map.of("from", from.toString(), "to", to.toString()));
    }

    private static Set<UUID> reach(MemoryScope scope, UUID from) {
        Set<UUID> found = Trial.reach(cypher, scope, from);
        assertThat(Trial.reach(apoc, scope, from)).as("with APOC").isEqualTo(found);
        return found;
    }

    /** Alice's end of it is hers, and so is the way that comes back; what lies between is not. */
    @Test
    void noBridgeIsCrossed() {
        List<UUID> hers = Trial.add(cypher, alice, 4);
        List<UUID> theirs = Trial.add(cypher, mallory, 2);
        cypher.relate(RelateRequest.of(alice, Relation.of(hers.get(0), hers.get(1))));
        cypher.relate(RelateRequest.of(mallory, Relation.of(theirs.get(0), theirs.get(1))));
        relateByHand(hers.get(1), theirs.get(0));
        relateByHand(theirs.get(1), hers.get(0));
        relateByHand(theirs.get(0), hers.get(2));

        assertThat(reach(alice, hers.get(0))).containsExactlyInAnyOrder(hers.get(1));
        assertThat(reach(alice, hers.get(2))).isEmpty();
        assertThat(reach(mallory, theirs.get(0))).containsExactlyInAnyOrder(theirs.get(1));
    }

    /** There is a longer way around what is first met on the shorter: APOC alone would lose what lies behind. */
    @Test
    void aWayAroundAStrangerIsFound() {
        List<UUID> hers = Trial.add(cypher, alice, 4);
        UUID stranger = Trial.add(cypher, mallory, 1).get(0);
        cypher.relate(RelateRequest.of(
                alice,
                Relation.of(hers.get(0), hers.get(1)),
                Relation.of(hers.get(1), hers.get(2)),
                Relation.of(hers.get(2), hers.get(3))));
        relateByHand(hers.get(0), stranger);
        relateByHand(stranger, hers.get(3));

        assertThat(reach(alice, hers.get(0))).containsExactlyInAnyOrder(hers.get(1), hers.get(2), hers.get(3));
        assertThat(Trial.nodes(cypher, alice, hers.get(0)))
                .filteredOn(node -> node.memory().id().equals(hers.get(3)))
                .extracting(node -> node.depth())
                .containsExactly(3);
    }

    @Test
    void noWayGoesThroughADeletedNode() {
        List<UUID> ids = Trial.add(cypher, alice, 3);
        cypher.delete(DeleteRequest.ids(alice, ids.get(1)));
        relateByHand(ids.get(0), ids.get(1));
        relateByHand(ids.get(1), ids.get(2));

        assertThat(reach(alice, ids.get(0))).isEmpty();
    }

    @Test
    void noWayLeadsOutOfARun() {
        MemoryScope run = alice.withAgent("a").withRun("r");
        UUID here = Trial.add(cypher, run, 1).get(0);
        UUID elsewhere = Trial.add(cypher, alice.withAgent("a"), 1).get(0);
        cypher.relate(RelateRequest.of(alice, Relation.of(here, elsewhere)));

        assertThat(reach(run, here)).isEmpty();
        assertThat(reach(alice, here)).containsExactly(elsewhere);
    }

    @Test
    void hostileOwnersAndTypesAreNamesOnly() {
        List<String> hostile =
                List.of("' OR 1=1 //", "`}) DETACH DELETE n //", "$owner", "\\u0027 OR true", "*", "a\"b", "n.owner");
        List<MemoryScope> owners = hostile.stream().map(MemoryScope::user).toList();
        List<List<UUID>> ids = new ArrayList<>();
        for (int i = 0; i < owners.size(); i++) {
            List<UUID> theirs = Trial.add(cypher, owners.get(i), 2);
            ids.add(theirs);
            cypher.relate(RelateRequest.of(owners.get(i), Relation.of(theirs.get(0), theirs.get(1), hostile.get(i))));
        }
        for (int i = 0; i < owners.size(); i++) {
            assertThat(reach(owners.get(i), ids.get(i).get(0)))
                    .containsExactly(ids.get(i).get(1));
        }
    }

    @Test
    void randomGraphsHaveOneAnswer() {
        Random random = new Random(7);
        List<UUID> hers = Trial.add(cypher, alice, 40);
        List<UUID> theirs = Trial.add(cypher, mallory, 4);
        List<Relation> relations = new ArrayList<>();
        for (int i = 0; i < 45; i++) {
            int from = random.nextInt(40);
            relations.add(Relation.of(hers.get(from), hers.get((from + 1 + random.nextInt(39)) % 40)));
        }
        cypher.relate(RelateRequest.of(alice, relations));
        for (int i = 0; i < 8; i++) {
            relateByHand(hers.get(random.nextInt(20)), theirs.get(i % 4));
        }

        for (int i = 0; i < 40; i += 4) {
            assertThat(reach(alice, hers.get(i))).doesNotContainAnyElementsOf(theirs);
        }
    }
}
