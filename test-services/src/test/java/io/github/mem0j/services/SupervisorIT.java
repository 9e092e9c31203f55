package io.github.mem0j.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SupervisorIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path root;

    @Test
    void aBuildHasOnePostgresThatEndsWithIt() throws Exception {
        assertOneOfABuild("postgres", OtherJvm.AsksForPostgres.class);
    }

    @Test
    void aBuildHasOneRedisThatEndsWithIt() throws Exception {
        assertOneOfABuild("redis", OtherJvm.AsksForRedis.class);
    }

    private void assertOneOfABuild(String name, Class<?> asking) throws Exception {
        Files.createDirectory(root.resolve(".mvn"));
        Path module = Files.createDirectory(root.resolve("module"));
        Process build = OtherJvm.start(
                module,
                List.of("-Dmaven.home=none"),
                OtherJvm.DummyBuild.class,
                ProcessBuilder.Redirect.PIPE,
                asking.getName());
        try (BufferedReader output = OtherJvm.output(build)) {
            int first = OtherJvm.port(output);
            int second = OtherJvm.port(output);

            assertThat(second).isEqualTo(first);
            assertThat(answers(first)).isTrue();
            assertThat(state()).anyMatch(file -> file.startsWith(name + "-" + build.pid() + "-"));

            build.destroyForcibly();

            Waits.until(PATIENCE, "the server's end", () -> !answers(first));
            Waits.until(PATIENCE, "the cleaning up", () -> state().equals(List.of(name + ".lock")));
        } finally {
            build.destroyForcibly();
        }
    }

    @Test
    void aPostgresOfATestEndsWithItsJvmEvenIfPaused() throws Exception {
        assertEndsWithItsJvm(OtherJvm.StartsOwnPostgres.class);
    }

    @Test
    void aRedisOfATestEndsWithItsJvmEvenIfPaused() throws Exception {
        assertEndsWithItsJvm(OtherJvm.StartsOwnRedis.class);
    }

    private void assertEndsWithItsJvm(Class<?> starting) throws Exception {
        Process jvm = OtherJvm.start(root, List.of(), starting, ProcessBuilder.Redirect.PIPE);
        try (BufferedReader output = OtherJvm.output(jvm)) {
            int port = OtherJvm.port(output);
            assertThat(answers(port)).isTrue();

            jvm.destroyForcibly();

            Waits.until(PATIENCE, "the server's end", () -> !answers(port));
        } finally {
            jvm.destroyForcibly();
        }
    }

    private List<String> state() {
        try (Stream<Path> files = Files.list(root.resolve("target/test-services"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
