package io.github.mem0j.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.services.Neo4j;
import io.github.mem0j.services.Neo4jAddress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;
import org.neo4j.driver.Record;

/** On a real Neo4j; how well it finds is another test's matter. */
class QuickstartNeo4jIT {
    @RegisterExtension
    static final Neo4j neo4j = Neo4j.shared();

    private Driver driver;

    @BeforeEach
    void connect() {
        Neo4jAddress server = neo4j.get();
        driver = GraphDatabase.driver(
                server.uri(),
                server.password().isEmpty() ? AuthTokens.none() : AuthTokens.basic(server.user(), server.password()));
        empty();
    }

    @AfterEach
    void disconnect() {
        empty();
        driver.close();
    }

    private void empty() {
        cypher("MATCH (n:Quickstart|QuickstartOwner|QuickstartSpace) DETACH DELETE n");
    }

    private List<Record> cypher(String statement) {
        return driver.executableQuery(statement).execute().records();
    }

    private static String address() {
        Neo4jAddress server = neo4j.get();
        return server.password().isEmpty()
                ? server.uri().toString()
                : server.uri().toString().replace("://", "://" + server.user() + ":" + server.password() + "@");
    }

    @Test
    void remembersInTheGraphFromOneRunToTheNext() {
        Run first = Run.of(LettersModel::new, "neo4j", address());
        Run second = Run.of(LettersModel::new, "neo4j", address(), "ask", "Which dog?");

        assertThat(first.err()).isEmpty();
        assertThat(first.out())
                .contains("source: neo4j", "just before", "just after", "MATCH p = (:Quickstart)-[:RELATES_TO]->()")
                .doesNotContain(address());
        assertThat(second.out())
                .contains("The database holds 109 memories of earlier runs; nothing was added", "just before");
        assertThat(second.status()).isZero();
        assertThat(cypher(
                                "MATCH (:Quickstart)-[r:RELATES_TO {type: 'follows'}]->(:Quickstart) RETURN count(r) AS count")
                        .get(0)
                        .get("count")
                        .asInt())
                .isEqualTo(108);
    }

    @Test
    void saysWhatIsWrongWithAnAddress() {
        for (String wrong : List.of("localhost:7687", "http://localhost", "bolt://", "bolt://u:secret word@host")) {
            Run run = Run.of(LettersModel::new, "neo4j", wrong);
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.err()).contains("bolt://localhost:7687").doesNotContain("secret word");
        }
        Run both = Run.of(LettersModel::new, "neo4j", "bolt://localhost", "memory", "m.jsonl");
        assertThat(both.status()).isEqualTo(2);
        assertThat(both.err()).contains("choose one");
    }
}
