package io.github.mem0j.cache.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Explores all runs and writes what was found to target/protocol-model.txt. */
class ProtocolModelTest {
    private static final List<String> REPORT = new ArrayList<>();

    @ParameterizedTest
    @MethodSource("io.github.mem0j.cache.model.Sound#recommended")
    void holdsInAllStates(Case run) {
        assertHolds("recommended", run);
    }

    @ParameterizedTest
    @MethodSource("io.github.mem0j.cache.model.Sound#spare")
    void holdsInAllStatesWithout(Case run) {
        assertHolds("spare", run);
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

    private static void assertHolds(String kind, Case run) {
        long start = System.nanoTime();
        Checker.Result result = Checker.check(run.config());
        report(kind, run, result, start);
        assertThat(result.broken()).as(result.story()).isNull();
    }

    private static void assertBreaks(String kind, Case run) {
        long start = System.nanoTime();
        Checker.Result result = Checker.refute(run.config());
        report(kind, run, result, start);
        assertThat(result.story()).startsWith(run.broken() + ":");
    }

    private static void report(String kind, Case run, Checker.Result result, long start) {
        long millis = (System.nanoTime() - start) / 1_000_000;
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
