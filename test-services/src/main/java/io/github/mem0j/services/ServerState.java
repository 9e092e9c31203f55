package io.github.mem0j.services;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Properties;

/** The file by which the JVMs of a build find its server. */
final class ServerState {
    private ServerState() {}

    /** Empty if there is none, or the server is gone from its "host" and "port". */
    static Optional<Properties> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Properties state = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            state.load(reader);
        }
        int port = Integer.parseInt(state.getProperty("port", "0"));
        return Ports.listens(state.getProperty("host", ""), port) ? Optional.of(state) : Optional.empty();
    }

    /** Readable to this user only, and all at once. */
    static void write(Path file, Properties state) throws IOException {
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
