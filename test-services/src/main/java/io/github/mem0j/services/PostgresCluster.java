package io.github.mem0j.services;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A data directory, and the server that runs on it or not. Not thread-safe. */
final class PostgresCluster {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final RunFolder folder;
    private final PostgresBinaries binaries;
    private final List<String> wrapper;
    private final Path data;
    private final String password;
    private final ServerProcess process;
    private int port;

    /** @param wrapper goes before the server's command; it must replace itself by the command */
    private PostgresCluster(RunFolder folder, List<String> wrapper, String password) {
        this.password = password;
        this.folder = folder;
        this.wrapper = wrapper;
        binaries = PostgresBinaries.find(folder);
        data = folder.folder("data");
        // Immediate shutdown: it takes its shared memory with it, as it could not if killed.
        process = new ServerProcess("PostgreSQL", folder, log(), "QUIT");
    }

    /** A new one, with its server up. */
    static PostgresCluster create(RunFolder folder, Map<String, String> settings, List<String> wrapper) {
        PostgresCluster cluster = new PostgresCluster(folder, wrapper, Passwords.random());
        cluster.initialize(settings);
        Ports.startOnFree(port -> {
            cluster.port = port;
            cluster.start();
        });
        return cluster;
    }

    /** A copy of one that is stopped now, which follows it once it runs again. It is started here, after the copy is made. */
    static PostgresCluster standbyOf(PostgresCluster primary, RunFolder folder) {
        PostgresCluster standby = new PostgresCluster(folder, List.of(), primary.password);
        try {
            Commands.run(folder.path(), PATIENCE, List.of("cp", "-a", primary.data + "/.", standby.data.toString()));
            String following = "primary_conninfo = 'host=127.0.0.1 port=" + primary.port + " user=postgres password="
                    + primary.password + "'\n";
            Files.writeString(standby.data.resolve("postgresql.auto.conf"), following, StandardOpenOption.APPEND);
            ServerUser.give(Files.createFile(standby.data.resolve("standby.signal")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        primary.start();
        Ports.startOnFree(port -> {
            standby.port = port;
            standby.start();
        });
        return standby;
    }

    private void initialize(Map<String, String> settings) {
        try {
            Path passwordFile = Files.writeString(data.resolveSibling("password"), password);
            ServerUser.give(passwordFile);
            // Text sorts as people do, as it does in most installations: a test that relies on bytes is to see that.
            List<String> options = List.of(
                    "--username=postgres",
                    "--pwfile=" + passwordFile,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C.UTF-8",
                    "--locale-provider=icu",
                    "--icu-locale=en-US",
                    "--no-sync",
                    "--no-instructions",
                    "--pgdata=" + data);
            Commands.run(
                    folder.path(),
                    PATIENCE,
                    Commands.concat(
                            ServerUser.prefix(), List.of(binaries.initdb().toString()), options));
            Files.delete(passwordFile);
            StringBuilder lines = new StringBuilder("\n");
            settings.forEach((name, value) -> lines.append(name)
                    .append(" = '")
                    .append(value.replace("'", "''"))
                    .append("'\n"));
            Files.writeString(data.resolve("postgresql.conf"), lines, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns when the server takes connections. */
    void start() {
        List<String> options = List.of(
                "-D",
                data.toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=");
        process.start(Commands.concat(wrapper, binaries.server(), options), this::isReady);
    }

    /** The last line of the file that the server keeps while it runs says how far it is. */
    private boolean isReady() {
        try {
            List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"), StandardCharsets.UTF_8);
            return lines.size() >= 8
                    && lines.get(0)
                            .strip()
                            .equals(Long.toString(process.running().pid()))
                    && List.of("ready", "standby").contains(lines.get(7).strip());
        } catch (IOException e) {
            return false;
        }
    }

    /** Ends connections and the server in good order. */
    void stop() {
        process.end(() -> Commands.signal("INT", Stream.of(process.running())));
    }

    ServerProcess process() {
        return process;
    }

    PostgresDatabase database() {
        return new PostgresDatabase("127.0.0.1", port, "postgres", "postgres", password);
    }

    Path data() {
        return data;
    }

    Path log() {
        return folder.path().resolve("postgres.log");
    }
}
