package io.github.mem0j.cache.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Explores all runs and writes what was found to target/protocol-model.txt. */
class ProtocolModelTest {
    private static final List<String> REPORT = new ArrayList<>();

    /** The largest runs, explored two at a time while their tests wait for them in order. */
    private static final Map<Case, Future<Explored>> UNDER_WAY = new HashMap<>();

    private record Explored(Checker.Result result, long millis) {}

    @BeforeAll
    static void explore() {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        Sound.recommended().forEach(run -> UNDER_WAY.put(run, threads.submit(() -> explored(run))));
        threads.shutdown();
    }

    private static Explored explored(Case run) {
        long start = System.nanoTime();
        Checker.Result result = Checker.check(run.config());
        return new Explored(result, (System.nanoTime() - start) / 1_000_000);
    }

    @ParameterizedTest
    @MethodSource("io.github.mem0j.cache.model.Sound#recommended")
    void holdsInAllStates(Case run) throws Exception {
        assertHolds("recommended", run, UNDER_WAY.get(run).get());
    }

    @ParameterizedTest
    @MethodSource("io.github.mem0j.cache.model.Sound#spare")
    void holdsInAllStatesWithout(Case run) {
        assertHolds("spare", run, explored(run));
    }

    @ParameterizedTest
    @MethodSource("io.github.mem0j.cache.model.Unsound#mistakes")
    void findsTheMistake(Case run) {
        assertBreaks("mistake", run);
    }

    @ParameterizedTest
    @MethodSource("io.github.mem0j.cache.model.Unsound#limits")
    void doesNotPromise(Case run) {
        assertBreaks("limit", run);
    }

    private static void assertHolds(String kind, Case run, Explored explored) {
        report(kind, run, explored.result(), explored.millis());
        assertThat(explored.result().broken()).as(explored.result().story()).isNull();
    }

    private static void assertBreaks(String kind, Case run) {
        long start = System.nanoTime();
        Checker.Result result = Checker.refute(run.config());
        report(kind, run, result, (System.nanoTime() - start) / 1_000_000);
        assertThat(result.story()).startsWith(run.broken() + ":");
    }

    private static void report(String kind, Case run, Checker.Result result, long millis) {
        REPORT.add("%-11s | %s | %,d states, %d ms%n    %s%n    %s"
                .formatted(kind, run, result.states(), millis, run.config(), result.story()));
    }

    @AfterAll
    static void writeReport() throws IOException {
        Path report = Path.of("target", "protocol-model.txt");
        Files.createDirectories(report.getParent());
        Files.write(report, REPORT, UTF_8);
    }
}
