package io.github.mem0j.examples.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.mem0j.services.OwnPostgres;
import io.github.mem0j.services.OwnRedis;
import io.github.mem0j.testkit.TestEmbedder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Servers of the service that go and come back. */
class OutagesIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final OwnPostgres postgres = Servers.POSTGRES;
    private static final OwnRedis redis = Servers.REDIS;
    private static MemoryService service;
    private static Client client;
    private static final ExecutorService threads = Executors.newFixedThreadPool(8);

    @BeforeAll
    static void start() {
        service = MemoryService.start(Servers.settings(), TestEmbedder.create());
        client = new Client(service);
    }

    @AfterAll
    static void stop() {
        threads.shutdown();
        service.close();
    }

    @Test
    void redisIsKilledAndComesBack() throws InterruptedException {
        client.add("mara", "Drinks oolong in the afternoon");
        Polling.until("the working set holds her", SOON, () -> isLocal(client.search("mara", "tea")));

        redis.kill();
        for (int i = 0; i < 20; i++) {
            assertThat(client.search("mara", "tea " + i).status()).isEqualTo(200);
        }
        Polling.until("answers say so", SOON, () -> isDegraded(client.search("mara", "tea"), "cache_unavailable"));
        client.add("mara", "Flies to Lisbon");
        JsonNode found = client.search("mara", "to Lisbon").body();
        assertThat(found.at("/results/0/text").textValue()).isEqualTo("Flies to Lisbon");
        assertThat(found.get("cached").booleanValue()).isFalse();
        Polling.until("health says so", SOON, () -> "down".equals(server("redis")));
        assertThat(client.get("/health").status()).isEqualTo(200);
        assertThat(client.get("/health").body().get("status").textValue()).isEqualTo("degraded");

        redis.restart();
        Polling.until("answers come from the heap", SOON, () -> isLocal(client.search("mara", "tea")));
        assertThat(client.search("mara", "tea").body().get("degraded")).isEmpty();
        Polling.until("health says so", SOON, () -> "up".equals(server("redis")));
    }

    @Test
    void postgresIsStoppedAndStarted() throws InterruptedException {
        client.add("paul", "Plays chess on Mondays");
        Polling.until("the working set holds him", SOON, () -> isLocal(client.search("paul", "chess")));

        postgres.stop();
        Client.Answer refused = client.post("/memories", Map.of("user_id", "paul", "text", "Lost"));
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("Retry-After")).isEqualTo("5");
        assertThat(refused.body().get("outcome").textValue()).isIn("not_applied", "unknown");
        List<Client.Answer> strangers = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> client.search("stranger" + i, "chess"), threads))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
        assertThat(strangers).allSatisfy(stranger -> {
            assertThat(stranger.status()).isEqualTo(503);
            assertThat(stranger.header("Retry-After")).isEqualTo("5");
        });
        assertThat(client.search("paul", "a new question")
                        .body()
                        .at("/results/0/text")
                        .textValue())
                .isEqualTo("Plays chess on Mondays");
        Polling.until("the breaker is open", SOON, () -> "open".equals(breaker()));
        Polling.until("health says so", SOON, () -> "down".equals(server("postgres")));
        assertThat(client.get("/health").status()).isEqualTo(503);

        postgres.restart();
        Polling.until(
                "it takes memories again",
                SOON,
                () -> client.post("/memories", Map.of("user_id", "paul", "text", "Kept"))
                                .status()
                        == 201);
        Polling.until("the breaker is closed", SOON, () -> "closed".equals(breaker()));
        Polling.until("health says so", SOON, () -> client.get("/health").status() == 200);
        assertThat(client.get("/memories?user_id=paul").body().get("results").findValuesAsText("text"))
                .containsExactly("Kept", "Plays chess on Mondays");
    }

    private static boolean isLocal(Client.Answer answer) {
        return "local".equals(answer.body().path("source").asText());
    }

    private static boolean isDegraded(Client.Answer answer, String how) {
        return answer.body().path("degraded").toString().contains(how);
    }

    private static String server(String name) {
        return named("servers", "server", name);
    }

    private static String breaker() {
        return named("breakers", "breaker", "postgres");
    }

    private static String named(String list, String key, String name) {
        for (JsonNode each : client.get("/health").body().get(list)) {
            if (each.get(key).textValue().equals(name)) {
                return each.get("state").textValue();
            }
        }
        throw new AssertionError("no " + name);
    }
}
