package io.github.mem0j.services;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Servers in containers, by the docker command. Testcontainers would end them with the JVM that started them, where the
 * whole build is to share them.
 */
final class Docker {
    static final Duration PATIENCE = Duration.ofMinutes(5);

    private Docker() {}

    /** Whether an engine answers; costs nothing where there is none. */
    static boolean isAvailable() {
        boolean configured = System.getenv("DOCKER_HOST") != null
                || Files.exists(Path.of("/var/run/docker.sock"))
                || Files.exists(Path.of(System.getProperty("user.home"), ".docker", "run", "docker.sock"));
        if (!configured || !Commands.exists("docker")) {
            return false;
        }
        try {
            Commands.run(
                    Path.of("/"), Duration.ofSeconds(10), List.of("docker", "version", "--format", "{{.Server.Os}}"));
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /**
     * Runs a container that ends with the folder.
     *
     * @param command "docker run", detached and with {@code port} published
     * @return where {@code port} is on this machine
     */
    static int run(RunFolder folder, List<String> command, int port) {
        String container = lastLine(command);
        try {
            // The supervisor reads it.
            Files.writeString(folder.path().resolve("container"), container);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String[] address =
                lastLine(List.of("docker", "port", container, port + "/tcp")).split(":", -1);
        return Integer.parseInt(address[address.length - 1]);
    }

    /** Before it, "docker run" tells of its download. */
    private static String lastLine(List<String> command) {
        List<String> lines =
                Commands.run(Path.of("/"), PATIENCE, command).strip().lines().toList();
        return lines.get(lines.size() - 1);
    }
}
