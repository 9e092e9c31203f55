package io.github.mem0j.examples.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.services.OwnNeo4j;
import io.github.mem0j.testkit.TestEmbedder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The service with a Neo4j that is there, and then is not. */
@Tag("long")
class GraphIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    /** A server that has just started, beside other tests, answers its first walks later than their deadline. */
    private static final int MOST_TRIES = 120;

    @Test
    void walksAreTheGraphsUntilItIsKilled() throws InterruptedException {
        Settings without = Servers.settings();
        try (OwnNeo4j neo4j = OwnNeo4j.start();
                MemoryService service = MemoryService.start(
                        Settings.local(without.jdbc(), without.redis(), neo4j.uri()), TestEmbedder.create())) {
            Client client = new Client(service);
            // Another user each time: a walk that the database answered is in the heap from then on.
            boolean byTheGraph = false;
            for (int user = 0; user < MOST_TRIES && !byTheGraph; user++) {
                String walk = remember(client, "user-" + user);
                Thread.sleep(1_000);
                Client.Answer walked = client.get(walk);
                assertFound(walked);
                byTheGraph = walked.body().get("source").textValue().equals("neo4j");
            }
            assertThat(byTheGraph).as("the graph answers").isTrue();

            neo4j.kill();
            Client.Answer own = client.get(remember(client, "ann"));
            assertFound(own);
            assertThat(own.body().get("source").textValue()).isEqualTo("pgvector");
            assertThat(own.body().get("degraded").toString()).contains("graph_fallback");
            Polling.until(
                    "health says so",
                    SOON,
                    () -> client.get("/health").body().get("status").textValue().equals("degraded"));
            assertThat(client.get("/health").status()).isEqualTo(200);
        }
    }

    /** A walk that finds something. */
    private static String remember(Client client, String user) {
        String tea = client.add(user, "Drinks oolong");
        String cat = client.add(user, "Has a cat");
        Map<String, Object> relation = Map.of("user_id", user, "from", tea, "to", cat);
        assertThat(client.post("/relations", relation).status()).isEqualTo(200);
        return "/related?user_id=" + user + "&id=" + tea;
    }

    private static void assertFound(Client.Answer answer) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().at("/results/0/text").textValue()).isEqualTo("Has a cat");
    }
}
