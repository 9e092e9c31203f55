package io.github.mem0j.examples.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.mem0j.embedder.EmbedderException;
import io.github.mem0j.testkit.TestEmbedder;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The endpoints from end to end, on the embedded store. */
class ServiceIT {
    private static final TestEmbedder model = TestEmbedder.create();
    private static MemoryService service;
    private static Client client;

    @BeforeAll
    static void start() {
        service = MemoryService.start(Settings.local(null, null, null), model);
        client = new Client(service);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    /** Each test begins with nobody known. */
    @AfterEach
    void forget() {
        model.recover();
        for (String user : List.of("mara", "other", "a", "a%2Fb", "a%2Fb%20%C3%BC")) {
            assertThat(client.delete("/users/" + user).status()).isEqualTo(200);
        }
    }

    @Test
    void remembersAndFinds() {
        client.add("mara", "Drinks oolong in the afternoon");
        client.add("mara", "Flies to Lisbon on 12 May");
        client.add("other", "Drinks oolong at night");

        Client.Answer found = client.search("mara", "oolong in the afternoon");

        assertThat(found.status()).isEqualTo(200);
        assertThat(found.body().get("results")).hasSize(2);
        JsonNode best = found.body().get("results").get(0);
        assertThat(best.get("text").textValue()).isEqualTo("Drinks oolong in the afternoon");
        assertThat(best.get("score").doubleValue()).isGreaterThan(0.5);
        assertThat(found.body().get("source").textValue()).isNotBlank();
        assertThat(found.body().get("age_ms").isIntegralNumber()).isTrue();
        assertThat(found.body().get("degraded")).isEmpty();
        assertThat(Double.parseDouble(found.header("X-Process-Time"))).isBetween(0.0, 20.0);
        assertThat(found.header("Server-Timing")).contains("embedder;dur=", "stack;dur=");
    }

    @Test
    void saysWhenTheAnswerIsCached() throws InterruptedException {
        client.add("mara", "Drinks oolong in the afternoon");
        Polling.until(
                "the working set holds her",
                Duration.ofSeconds(10),
                () -> client.search("mara", "tea").body().get("cached").booleanValue());
        assertThat(client.search("mara", "a new question about tea")
                        .body()
                        .get("source")
                        .textValue())
                .isEqualTo("local");
    }

    @Test
    void filtersByMetadata() {
        Map<String, Object> tea = Map.of("topic", "tea", "rank", 3, "tags", List.of("hot", "green"));
        assertThat(client.post("/memories", Map.of("user_id", "mara", "text", "Sencha", "metadata", tea))
                        .status())
                .isEqualTo(201);
        client.add("mara", "Gyokuro");

        assertThat(texts(filtered(Map.of("topic", "tea")))).containsExactly("Sencha");
        assertThat(texts(filtered(Map.of("rank", Map.of("gte", 3, "lt", 4))))).containsExactly("Sencha");
        assertThat(texts(filtered(Map.of("NOT", List.of(Map.of("topic", "*"))))))
                .containsExactly("Gyokuro");
        assertThat(texts(filtered(Map.of("OR", List.of(Map.of("rank", 9), Map.of("tags", Map.of("contains", "hot")))))))
                .containsExactly("Sencha");
        assertThat(texts(filtered(Map.of("created_at", Map.of("gt", "2020-01-01T00:00:00Z")))))
                .hasSize(2);
        Client.Answer found = filtered(Map.of("topic", Map.of("in", List.of("tea", "coffee"))));
        assertThat(found.body().get("results").get(0).get("metadata")).isEqualTo(Body.JSON.valueToTree(tea));
    }

    @Test
    void listsInPages() {
        for (int i = 0; i < 7; i++) {
            client.add("mara", "number " + i);
        }
        Set<String> seen = new HashSet<>();
        String cursor = "";
        int pages = 0;
        do {
            JsonNode page =
                    client.get("/memories?user_id=mara&limit=3" + cursor).body();
            page.get("results")
                    .forEach(each ->
                            assertThat(seen.add(each.get("text").textValue())).isTrue());
            cursor = page.get("next_cursor").isNull()
                    ? null
                    : "&cursor=" + page.get("next_cursor").textValue();
            pages++;
        } while (cursor != null);
        assertThat(seen).hasSize(7);
        assertThat(pages).isEqualTo(3);
    }

    @Test
    void walksRelations() {
        String vet = client.add("mara", "Takes Pixel to the vet on Friday");
        String cat = client.add("mara", "Adopted a cat called Pixel");
        String theirs = client.add("other", "Adopted a dog");
        assertThat(client.post("/relations", Map.of("user_id", "mara", "from", vet, "to", cat))
                        .status())
                .isEqualTo(200);

        JsonNode related = client.get("/related?user_id=mara&id=" + vet + "&depth=1&limit=5")
                .body();

        assertThat(related.get("results")).hasSize(1);
        assertThat(related.get("results").get(0).get("id").textValue()).isEqualTo(cat);
        assertThat(related.get("results").get(0).get("depth").intValue()).isEqualTo(1);
        assertThat(client.post("/relations", Map.of("user_id", "mara", "from", vet, "to", theirs))
                        .status())
                .isEqualTo(404);
        assertThat(client.get("/related?user_id=mara&id=" + theirs).status()).isEqualTo(404);
    }

    @Test
    void deletesWhatIsTheUsersOwn() {
        String id = client.add("a/b ü", "Mine");
        assertThat(client.delete("/memories/" + id + "?user_id=other").status()).isEqualTo(404);
        assertThat(client.delete("/memories/" + id + "?user_id=a%2Fb+%C3%BC").status())
                .isEqualTo(200);
        assertThat(client.delete("/memories/" + id + "?user_id=a%2Fb+%C3%BC").status())
                .isEqualTo(404);
    }

    @Test
    void erasesAUser() {
        client.add("a/b", "One");
        client.add("a/b", "Two");
        client.add("a", "Stays");

        Client.Answer erased = client.delete("/users/a%2Fb");

        assertThat(erased.body().get("deleted").longValue()).isEqualTo(2);
        assertThat(client.get("/memories?user_id=a%2Fb").body().get("results")).isEmpty();
        assertThat(client.get("/memories?user_id=a").body().get("results")).hasSize(1);
    }

    @Test
    void tellsHowItIs() {
        client.add("mara", "Drinks oolong");
        client.search("mara", "tea");

        Client.Answer health = client.get("/health");

        assertThat(health.status()).isEqualTo(200);
        assertThat(health.body().get("status").textValue()).isEqualTo("up");
        assertThat(health.body().at("/servers/0/server").textValue()).isEqualTo("embedded");
        assertThat(health.body().at("/breakers/0/state").textValue()).isEqualTo("closed");
        assertThat(health.body().findValuesAsText("layer"))
                .containsExactly("request", "embedder", "stack", "redis", "store");
        assertThat(health.body().findValuesAsText("cache")).contains("working-set", "embedder");
        assertThat(health.body().findValuesAsText("operation")).contains("add", "search");
        assertThat(health.body().get("layers"))
                .allSatisfy(layer -> assertThat(layer.get("calls").longValue()).isPositive());
    }

    @Test
    void saysWhatIsWrong() {
        assertProblem(client.post("/memories", Map.of("text", "x")), 400, "'user_id' is missing");
        assertProblem(client.post("/memories", Map.of("user_id", "u")), 400, "'text' is missing");
        assertProblem(client.post("/memories", Map.of("user_id", "u", "text", " ")), 400, "blank");
        assertProblem(client.post("/search", Map.of("user_id", "u", "query", "x", "limit", "5")), 400, "'limit'");
        assertProblem(client.post("/search", Map.of("user_id", "u", "query", "x", "limit", 5_000)), 400, "limit");
        assertProblem(client.post("/search", Map.of("user_id", "u", "query", "x", "k", 5)), 400, "not known");
        assertProblem(client.get("/memories"), 400, "'user_id' is missing");
        assertProblem(client.get("/memories?user_id=u&cursor=zzz"), 400, "cursor");
        assertProblem(client.get("/related?user_id=u&id=1"), 400, "'id' is no id");
        assertProblem(client.get("/nothing"), 404, "nothing at this path");
        assertProblem(client.get("/search"), 405, "cannot be asked so");
        assertProblem(
                client.send(client.request("/memories").POST(HttpRequest.BodyPublishers.ofString("{}"))),
                415,
                "not declared as JSON");
        String large = "x".repeat(Call.MOST_BYTES);
        assertProblem(client.post("/memories", Map.of("user_id", "u", "text", large)), 413, "larger than");
    }

    @Test
    void saysThatTheModelIsDown() {
        model.failWith(new EmbedderException("model server is down", null));
        Client.Answer answer = client.search("mara", "not embedded before");
        assertProblem(answer, 503, "embedding model");
        assertThat(answer.header("Retry-After")).isEqualTo("5");
        assertThat(client.get("/memories?user_id=mara").status()).isEqualTo(200);
    }

    @Test
    void theLayersAreInTheRecommendedOrder() {
        assertThat(service.toString())
                .matches("Observation\\(WorkingSet.*Observation\\[redis].*Batching.*Resil.*"
                        + "Observation\\[store]\\(EmbeddedMemoryStore.*");
    }

    private static Client.Answer filtered(Map<String, ?> filters) {
        return client.post("/search", Map.of("user_id", "mara", "query", "tea", "filters", filters));
    }

    private static List<String> texts(Client.Answer found) {
        assertThat(found.status()).as(found.whole().body()).isEqualTo(200);
        return found.body().get("results").findValuesAsText("text");
    }

    private static void assertProblem(Client.Answer answer, int status, String error) {
        assertThat(answer.status()).as(answer.whole().body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body().get("error").textValue()).contains(error);
        assertThat(answer.body().get("hint").textValue()).isNotBlank();
    }
}
