package io.github.mem0j.services;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A PgBouncer (1.21 or later) in front of a server. Always a process of this machine, which must be a Linux; installed
 * nowhere, it is fetched as PostgreSQL is. Ends with {@link #close}, or else with this JVM. Immutable and thread-safe.
 */
public final class PgBouncer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final RunFolder folder;
    private final PostgresDatabase behind;
    private final int port = Ports.free();
    private final Process process;

    private PgBouncer(PostgresDatabase behind, Map<String, String> settings) {
        this.behind = behind;
        folder = RunFolder.create(ProcessHandle.current());
        Path log = folder.path().resolve("pgbouncer.log");
        try {
            List<String> command = PgBouncerBinary.command(folder);
            Path configuration = configure(settings);
            process = Commands.start(
                    folder.path(),
                    log,
                    Commands.concat(ServerUser.prefix(), command, List.of(configuration.toString())));
            folder.register(process.toHandle(), "KILL");
            Waits.until(PATIENCE, "PgBouncer's start", () -> Ports.listens(host(), port) || !process.isAlive());
            if (!process.isAlive()) {
                throw new IllegalStateException("PgBouncer does not start:\n" + Commands.tail(log));
            }
        } catch (RuntimeException e) {
            folder.delete();
            throw e;
        }
    }

    /**
     * Gives a connection to the server for a transaction only, and keeps track of prepared statements.
     *
     * @param settings more of the section [pgbouncer], or others than ours: {@code pool_mode} is transaction, {@code
     *     max_prepared_statements} 200, {@code ignore_startup_parameters} extra_float_digits
     * @throws IllegalStateException if it does not start, or cannot be had, saying what to install
     */
    public static PgBouncer transactionMode(
            String host, int port, String user, String password, Map<String, String> settings) {
        return new PgBouncer(new PostgresDatabase(host, port, "", user, password), settings);
    }

    public String host() {
        return "127.0.0.1";
    }

    public int port() {
        return port;
    }

    /** Of a database of the server; user and password are the server's. */
    public String jdbcUrl(String database) {
        return database(database).jdbcUrl();
    }

    /** A database of the server, through this pooler. */
    public PostgresDatabase database(String name) {
        return new PostgresDatabase(host(), port, name, behind.user(), behind.password());
    }

    private Path configure(Map<String, String> more) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("listen_addr", host());
        settings.put("listen_port", Integer.toString(port));
        settings.put("unix_socket_dir", "");
        settings.put("auth_type", "scram-sha-256");
        settings.put(
                "auth_file",
                write("users.txt", quoted(behind.user()) + " " + quoted(behind.password()) + "\n")
                        .toString());
        settings.put("pool_mode", "transaction");
        settings.put("max_prepared_statements", "200");
        settings.put("ignore_startup_parameters", "extra_float_digits");
        settings.putAll(more);
        StringBuilder lines = new StringBuilder(
                "[databases]\n* = host=" + behind.host() + " port=" + behind.port() + "\n[pgbouncer]\n");
        settings.forEach(
                (name, value) -> lines.append(name).append(" = ").append(value).append('\n'));
        return write("pgbouncer.ini", lines.toString());
    }

    private static String quoted(String word) {
        return '"' + word.replace("\"", "\"\"") + '"';
    }

    private Path write(String name, String text) {
        try {
            Path file = Files.writeString(folder.path().resolve(name), text);
            ServerUser.give(file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Cuts all connections. */
    @Override
    public void close() {
        // It keeps nothing; and it would not see SIGQUIT, which is blocked in what a JVM starts.
        process.destroyForcibly();
        Waits.until(PATIENCE, "PgBouncer's end", () -> !process.isAlive());
        folder.delete();
    }
}
