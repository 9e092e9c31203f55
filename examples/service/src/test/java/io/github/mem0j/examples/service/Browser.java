package io.github.mem0j.examples.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A headless Chromium and its one page, driven through the DevTools protocol. */
final class Browser implements AutoCloseable {
    private static final List<String> PROGRAMS =
            List.of("chromium", "chromium-headless-shell", "chromium-browser", "google-chrome");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();

    private Browser(Process process, URI page) {
        this.process = process;
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(page, new Listener())
                .join();
    }

    /** That of {@code MEM0_TEST_CHROMIUM}, or an installed one. */
    static Optional<Path> program() {
        String given = System.getenv("MEM0_TEST_CHROMIUM");
        Stream<Path> installed = Stream.of(
                        System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .filter(folder -> !folder.isEmpty())
                .flatMap(folder -> PROGRAMS.stream().map(name -> Path.of(folder, name)));
        return (given == null ? installed : Stream.of(Path.of(given)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts it with that page open; its profile goes into the folder. */
    static Browser open(Path program, Path folder, String url) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--headless",
                        "--no-sandbox", // as root, in containers; it sees no page but ours
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--window-size=1200,1250",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + folder,
                        url)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        try {
            Path portFile = folder.resolve("DevToolsActivePort");
            Polling.until(
                    "Chromium listens",
                    PATIENCE,
                    () -> Files.exists(portFile) && !lines(portFile).isEmpty());
            String port = lines(portFile).get(0);
            List<URI> pages = new ArrayList<>();
            Polling.until("Chromium has the page", PATIENCE, () -> {
                pages.addAll(pages(port, url));
                return !pages.isEmpty();
            });
            return new Browser(process, pages.get(0));
        } catch (AssertionError | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }

    private static List<URI> pages(String port, String url) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json"))
                    .build();
            String listed = HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body();
            List<URI> pages = new ArrayList<>();
            for (JsonNode target : Body.JSON.readTree(listed)) {
                if (target.path("url").asText().startsWith(url)) {
                    pages.add(URI.create(target.get("webSocketDebuggerUrl").textValue()));
                }
            }
            return pages;
        } catch (IOException e) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    /** What an expression is, as text. */
    String evaluate(String expression) {
        ObjectNode parameters = Body.JSON.createObjectNode();
        parameters.put("expression", "String(" + expression + ")").put("returnByValue", true);
        JsonNode result = call("Runtime.evaluate", parameters);
        if (result.has("exceptionDetails")) {
            throw new IllegalStateException(expression + ": "
                    + result.at("/exceptionDetails/exception/description").asText());
        }
        return result.at("/result/value").asText();
    }

    void waitFor(String expression) throws InterruptedException {
        try {
            Polling.until(expression, PATIENCE, () -> evaluate(expression).equals("true"));
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; the page: " + evaluate("document.body.innerText"), e);
        }
    }

    /** Clicks into a field and types, key by key. */
    void type(String selector, String text) {
        Object unused = evaluate("document.querySelector('" + selector + "').focus()");
        for (int i = 0; i < text.length(); i++) {
            ObjectNode key = Body.JSON.createObjectNode();
            key.put("type", "char").put("text", text.substring(i, i + 1));
            unused = call("Input.dispatchKeyEvent", key);
        }
    }

    void click(String selector) {
        String unused = evaluate("document.querySelector('" + selector + "').click()");
    }

    void screenshot(Path file) throws IOException {
        JsonNode taken = call("Page.captureScreenshot", Body.JSON.createObjectNode());
        Files.write(file, Base64.getDecoder().decode(taken.get("data").textValue()));
    }

    private JsonNode call(String method, JsonNode parameters) {
        int number = numbers.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(number, answer);
        ObjectNode message = Body.JSON.createObjectNode();
        message.put("id", number).put("method", method).set("params", parameters);
        WebSocket unused = socket.sendText(message.toString(), true).join();
        return answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        int unused = process.onExit().join().exitValue();
    }

    /** Puts messages together and hands them to who waits. */
    private final class Listener implements WebSocket.Listener {
        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            message.append(data);
            if (last) {
                try {
                    JsonNode answer = Body.JSON.readTree(message.toString());
                    CompletableFuture<JsonNode> waiting =
                            answers.remove(answer.path("id").asInt());
                    if (waiting != null) {
                        waiting.complete(answer.path("result"));
                    }
                } catch (IOException e) {
                    answers.values().forEach(each -> each.completeExceptionally(e));
                }
                message.setLength(0);
            }
            webSocket.request(1);
            return CompletableFuture.completedFuture(null);
        }
    }
}
