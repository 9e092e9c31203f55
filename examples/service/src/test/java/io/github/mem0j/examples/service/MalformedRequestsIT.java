package io.github.mem0j.examples.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.testkit.TestEmbedder;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** 10,000 requests that nobody should send: refused with reasons, and nothing of others in the answers. */
class MalformedRequestsIT {
    private static final long SEED = 20_260_101;
    private static final int REQUESTS = 10_000;
    private static final int THREADS = 16;

    @Test
    void areAnsweredWithoutHarm() throws Exception {
        try (MemoryService service = MemoryService.start(Settings.local(null, null, null), TestEmbedder.create())) {
            Client client = new Client(service);
            String theirs = client.add("victim", "The secret is a Kyoto lantern");

            Map<Integer, Integer> statuses = new TreeMap<>();
            ExecutorService threads = Executors.newFixedThreadPool(THREADS);
            try {
                List<Future<Map<Integer, Integer>>> parts = new ArrayList<>();
                for (int thread = 0; thread < THREADS; thread++) {
                    long seed = SEED + thread;
                    parts.add(threads.submit(() -> send(service.port(), seed)));
                }
                for (Future<Map<Integer, Integer>> part : parts) {
                    part.get().forEach((status, count) -> statuses.merge(status, count, Integer::sum));
                }
            } finally {
                threads.shutdownNow();
            }

            System.out.println("Answers to malformed requests by status (0: closed without one): " + statuses);
            assertThat(statuses.keySet()).allMatch(status -> status < 500 || status == 505 || status == 501);
            assertThat(statuses.getOrDefault(400, 0)).isGreaterThan(REQUESTS / 2);
            assertThat(statuses).containsKeys(404, 413, 415, 431);
            assertThat(client.get("/health").status()).isEqualTo(200);
            assertThat(client.get("/memories?user_id=victim")
                            .body()
                            .get("results")
                            .findValuesAsText("id"))
                    .containsExactly(theirs);
        }
    }

    private static Map<Integer, Integer> send(int port, long seed) throws IOException {
        Hostile hostile = new Hostile(seed);
        Map<Integer, Integer> statuses = new TreeMap<>();
        for (int i = 0; i < REQUESTS / THREADS; i++) {
            byte[] request = hostile.next();
            String answer = exchange(port, request);
            assertThat(answer)
                    .as("seed %s, request %s", seed, i)
                    .doesNotContain("Kyoto")
                    .doesNotContain("Exception")
                    .doesNotContain("\tat ")
                    .doesNotContain(".java:")
                    .doesNotContain("io.github.mem0j");
            int status = answer.startsWith("HTTP/1.1 ") ? Integer.parseInt(answer.substring(9, 12)) : 0;
            assertThat(status == 0 && !answer.isEmpty()).as(answer).isFalse();
            if (status >= 400 && answer.indexOf("\r\n\r\n") + 4 < answer.length()) {
                assertThat(answer).as("seed %s, request %s", seed, i).contains("\"error\":", "\"hint\":");
            }
            statuses.merge(status, 1, Integer::sum);
        }
        return statuses;
    }

    /** Sends all, says that it was all, and reads until the end. */
    private static String exchange(int port, byte[] request) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
            socket.setSoTimeout(15_000);
            try {
                OutputStream out = socket.getOutputStream();
                out.write(request);
                socket.shutdownOutput();
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            } catch (SocketException e) {
                return ""; // closed in our face, which is an answer, too
            }
        }
    }
}
