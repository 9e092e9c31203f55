package io.github.mem0j.services;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** PostgreSQL in a container. */
final class DockerPostgres {
    private static final String IMAGE = "pgvector/pgvector:pg17";

    private DockerPostgres() {}

    static PostgresDatabase start(RunFolder folder, Map<String, String> settings) {
        String password = Passwords.random();
        int port = Docker.run(folder, command(password, settings), 5432);
        PostgresDatabase server = new PostgresDatabase("127.0.0.1", port, "postgres", "postgres", password);
        Waits.until(Docker.PATIENCE, "an answer of PostgreSQL in Docker", () -> answers(server));
        return server;
    }

    static List<String> command(String password, Map<String, String> settings) {
        List<String> command = new ArrayList<>(List.of("docker", "run", "--detach", "--shm-size=512m"));
        command.addAll(List.of("--publish", "127.0.0.1::5432", "--env", "POSTGRES_PASSWORD=" + password, IMAGE));
        settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return command;
    }

    private static boolean answers(PostgresDatabase server) {
        try (Connection connection = server.connect()) {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }
}
