package io.github.mem0j.services;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A data directory, and the server that runs on it or not. Not thread-safe. */
final class PostgresCluster {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PORTS_TRIED = 3;

    private final RunFolder folder;
    private final PostgresBinaries binaries;
    private final List<String> wrapper;
    private final Path data;
    private final String password = Passwords.random();
    private int port;
    private @Nullable ProcessHandle server;

    /** @param wrapper goes before the server's command; it must replace itself by the command */
    private PostgresCluster(RunFolder folder, List<String> wrapper) {
        this.folder = folder;
        this.wrapper = wrapper;
        binaries = PostgresBinaries.find(folder);
        data = folder.folder("data");
    }

    /** A new one, with its server up. */
    static PostgresCluster create(RunFolder folder, Map<String, String> settings, List<String> wrapper) {
        PostgresCluster cluster = new PostgresCluster(folder, wrapper);
        cluster.initialize(settings);
        cluster.startOnFreePort();
        return cluster;
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
                    concat(ServerUser.prefix(), List.of(binaries.initdb().toString()), options));
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

    private void startOnFreePort() {
        for (int tries = 1; ; tries++) {
            port = freePort();
            try {
                start();
                return;
            } catch (IllegalStateException e) {
                // Somebody may have taken the port in between.
                if (tries == PORTS_TRIED) {
                    throw e;
                }
            }
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
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
        Process process =
                Commands.start(folder.path(), log(), concat(ServerUser.prefix(), wrapper, binaries.server(), options));
        server = process.toHandle();
        folder.register(process.toHandle());
        try {
            Waits.until(PATIENCE, "PostgreSQL's start", () -> isReady() || !process.isAlive());
        } catch (IllegalStateException e) {
            kill();
            throw e;
        }
        if (!process.isAlive()) {
            server = null;
            throw new IllegalStateException("PostgreSQL does not start:\n" + Commands.tail(log()));
        }
    }

    /** The last line of the file that the server keeps while it runs says how far it is. */
    private boolean isReady() {
        try {
            List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"), StandardCharsets.UTF_8);
            return lines.size() >= 8
                    && lines.get(0).strip().equals(Long.toString(running().pid()))
                    && lines.get(7).strip().equals("ready");
        } catch (IOException e) {
            return false;
        }
    }

    /** Ends connections and the server in good order. */
    void stop() {
        end("INT", Stream.of(running()));
    }

    /** Ends the server and its processes as a power cut would, but for what the system has in its cache. */
    void kill() {
        end("KILL", processes().stream());
    }

    private void end(String signal, Stream<ProcessHandle> signalled) {
        // The others end with it, but a new server does not start on the data before they have.
        List<ProcessHandle> all = processes();
        Commands.signal(signal, signalled);
        Waits.until(PATIENCE, "PostgreSQL's end", () -> all.stream().noneMatch(PostgresCluster::isAlive));
        server = null;
    }

    /** Not so if it only waits for its parent to take note of its end. */
    private static boolean isAlive(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return process.isAlive() && !stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
        } catch (IOException e) {
            return false;
        }
    }

    void signal(String name) {
        Commands.signal(name, processes().stream());
    }

    private List<ProcessHandle> processes() {
        return Stream.concat(Stream.of(running()), running().children()).toList();
    }

    private ProcessHandle running() {
        if (server == null) {
            throw new IllegalStateException("this PostgreSQL does not run");
        }
        return server;
    }

    boolean isRunning() {
        return server != null;
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

    @SafeVarargs
    static List<String> concat(List<String>... parts) {
        List<String> all = new ArrayList<>();
        for (List<String> part : parts) {
            all.addAll(part);
        }
        return all;
    }
}
