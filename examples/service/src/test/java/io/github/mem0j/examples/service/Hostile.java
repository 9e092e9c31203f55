package io.github.mem0j.examples.service;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Requests that nobody should send, made from a seed, as the bytes of a connection. */
final class Hostile {
    private static final List<String> IDS = List.of(
            "victim\\u0000",
            "..%2f..%2fetc",
            "' OR '1'='1",
            "\"; DROP TABLE memory; --",
            "%",
            "_",
            "*",
            "victim/",
            "/victim",
            " victim",
            "\\ud800",
            "{\\\"$ne\\\":1}",
            "null",
            "\\u202evictim",
            "x".repeat(5_000));
    private static final List<String> RAW_IDS = List.of(
            "%00",
            "%ff%fe",
            "..%2f..",
            "%2e%2e/victim",
            "%u0041",
            "victim%0d%0aX:1",
            "%",
            "*",
            "%27%20OR%201=1",
            "ü",
            "{id}",
            "%5c%5c",
            ";x=victim",
            "victim%00",
            "x".repeat(3_000));
    private static final List<String> VALUES = List.of(
            "null",
            "[]",
            "{}",
            "true",
            "-1",
            "1e999",
            "99999999999999999999999999",
            "\"\"",
            "\" \"",
            "[[[[]]]]",
            "{\"a\":{\"b\":{}}}",
            "\"\\u0000\"",
            "[\"victim\"]",
            "0.1");
    private static final List<String> PATHS = List.of("/memories", "/search", "/relations");
    private static final List<String> FIELDS = List.of(
            "user_id",
            "text",
            "query",
            "limit",
            "metadata",
            "filters",
            "from",
            "to",
            "weight",
            "agent_id",
            "min_score");

    private final Random random;

    Hostile(long seed) {
        random = new Random(seed);
    }

    byte[] next() {
        return switch (random.nextInt(10)) {
            case 0 -> truncated();
            case 1, 2 -> wrongTypes();
            case 3 -> hostileIds();
            case 4 -> hostileUrl();
            case 5 -> garbageBody();
            case 6 -> rawGarbage();
            case 7 -> deep();
            case 8 -> oddHttp();
            default -> random.nextInt(20) == 0 ? huge() : hostileFilter();
        };
    }

    private byte[] truncated() {
        String whole = "{\"user_id\": \"victim\", \"query\": \"secret\", \"limit\": 5, \"metadata\": {\"a\": [1, 2]}}";
        return post(one(PATHS), whole.substring(0, random.nextInt(whole.length())));
    }

    private byte[] wrongTypes() {
        StringBuilder body = new StringBuilder("{\"user_id\": \"mallory\"");
        for (int i = random.nextInt(4); i >= 0; i--) {
            body.append(", \"").append(one(FIELDS)).append("\": ").append(one(VALUES));
        }
        return post(one(PATHS), body.append('}').toString());
    }

    private byte[] hostileIds() {
        String id = one(IDS);
        return switch (random.nextInt(3)) {
            case 0 -> post("/search", "{\"user_id\": \"" + id + "\", \"query\": \"secret\"}");
            case 1 -> post("/memories", "{\"user_id\": \"" + id + "\", \"text\": \"x\"}");
            default ->
                post("/relations", "{\"user_id\": \"mallory\", \"from\": \"" + id + "\", \"to\": \"" + id + "\"}");
        };
    }

    private byte[] hostileUrl() {
        String id = one(RAW_IDS);
        String line = switch (random.nextInt(7)) {
            case 0 -> "DELETE /users/" + id;
            case 1 -> "DELETE /memories/" + id + "?user_id=mallory";
            case 2 -> "GET /memories?user_id=" + id;
            case 3 -> "GET /memories?user_id=mallory&cursor=" + id;
            case 4 -> "GET /related?user_id=mallory&depth=99&id=" + id;
            case 5 -> "GET /memories?user_id=mallory&user_id=victim&limit=" + random.nextInt();
            default -> "GET /" + id + "/../memories?" + id;
        };
        return request(line, "", new byte[0]);
    }

    private byte[] garbageBody() {
        byte[] bytes = new byte[random.nextInt(2_000)];
        random.nextBytes(bytes);
        return request("POST " + one(PATHS), "Content-Type: application/json\r\n", bytes);
    }

    private byte[] rawGarbage() {
        byte[] bytes = new byte[1 + random.nextInt(400)];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] deep() {
        int depth = 1 + random.nextInt(5_000);
        return post(
                "/search",
                "{\"user_id\": \"mallory\", \"query\": \"x\", \"filters\": " + "{\"NOT\": [".repeat(depth)
                        + "]}".repeat(depth) + "}");
    }

    private byte[] oddHttp() {
        String body = "{\"user_id\": \"mallory\", \"query\": \"x\"}";
        return switch (random.nextInt(7)) {
            case 0 -> ascii("POST /search HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999\r\n\r\n" + body);
            case 1 -> ascii("POST /search HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n" + body);
            case 2 ->
                ascii(
                        "POST /search HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
                                + body);
            case 3 -> ascii("GET /health HTTP/1.1\r\nHost: x\r\nX: " + "y".repeat(20_000) + "\r\n\r\n");
            case 4 -> ascii("GET /health HTTP/9.9\r\n\r\n");
            case 5 -> ascii("BREW /memories HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            default -> request("POST /search", "Content-Type: text/plain\r\nContent-Encoding: gzip\r\n", ascii(body));
        };
    }

    private byte[] huge() {
        return post("/memories", "{\"user_id\": \"mallory\", \"text\": \"" + "x".repeat(Call.MOST_BYTES) + "\"}");
    }

    private byte[] hostileFilter() {
        return post(
                "/search",
                "{\"user_id\": \"mallory\", \"query\": \"x\", \"filters\": {\"user_id\": \"victim\", \"" + one(IDS)
                        + "\": {\"" + one(List.of("eq", "in", "gt", "contains", "$where", "OR")) + "\": " + one(VALUES)
                        + "}}}");
    }

    private String one(List<String> all) {
        return all.get(random.nextInt(all.size()));
    }

    private static byte[] post(String path, String body) {
        return request("POST " + path, "Content-Type: application/json\r\n", body.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] request(String line, String headers, byte[] body) {
        byte[] head = (line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "Content-Length: "
                        + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
        byte[] whole = new byte[head.length + body.length];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        return whole;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
