package io.github.mem0j.services;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * PostgreSQL in a container, by the docker command. Testcontainers would end it with the JVM that started it, where the
 * whole build is to share it.
 */
final class DockerPostgres {
    private static final String IMAGE = "pgvector/pgvector:pg17";
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private DockerPostgres() {}

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

    static PostgresDatabase start(RunFolder folder, Map<String, String> settings) {
        String password = Passwords.random();
        String container = docker(command(password, settings));
        try {
            // The supervisor reads it.
            Files.writeString(folder.path().resolve("container"), container);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String[] address =
                docker(List.of("docker", "port", container, "5432/tcp")).split(":", -1);
        int port = Integer.parseInt(address[address.length - 1]);
        PostgresDatabase server = new PostgresDatabase("127.0.0.1", port, "postgres", "postgres", password);
        Waits.until(PATIENCE, "an answer of PostgreSQL in Docker", () -> answers(server));
        return server;
    }

    static List<String> command(String password, Map<String, String> settings) {
        List<String> command = new ArrayList<>(List.of("docker", "run", "--detach", "--shm-size=512m"));
        command.addAll(List.of("--publish", "127.0.0.1::5432", "--env", "POSTGRES_PASSWORD=" + password, IMAGE));
        settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return command;
    }

    private static String docker(List<String> command) {
        List<String> lines =
                Commands.run(Path.of("/"), PATIENCE, command).strip().lines().toList();
        // Before it, "docker run" tells of its download.
        return lines.get(lines.size() - 1);
    }

    private static boolean answers(PostgresDatabase server) {
        try (Connection connection = server.connect()) {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }
}
