package io.github.mem0j.services;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Properties;

/** The file by which the JVMs of a build find its server. */
final class ServerState {
    private static final int CONNECT_MILLIS = 5_000;

    private ServerState() {}

    /** Empty if there is none, or the server is gone. */
    static Optional<PostgresDatabase> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Properties state = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            state.load(reader);
        }
        PostgresDatabase server = new PostgresDatabase(
                state.getProperty("host", ""),
                Integer.parseInt(state.getProperty("port", "0")),
                state.getProperty("database", ""),
                state.getProperty("user", ""),
                state.getProperty("password", ""));
        return answers(server) ? Optional.of(server) : Optional.empty();
    }

    private static boolean answers(PostgresDatabase server) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(server.host(), server.port()), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Readable to this user only, and all at once. */
    static void write(Path file, PostgresDatabase server) throws IOException {
        Properties state = new Properties();
        state.setProperty("host", server.host());
        state.setProperty("port", Integer.toString(server.port()));
        state.setProperty("database", server.database());
        state.setProperty("user", server.user());
        state.setProperty("password", server.password());
        Path written = Files.createTempFile(
                file.resolveSibling(""),
                "state-",
                ".properties",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (Writer writer = Files.newBufferedWriter(written)) {
            state.store(writer, null);
        }
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
