package io.github.mem0j.services;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A private folder for running servers, with a supervisor: a shell that ends them and deletes the folder once the
 * watched process is gone, however it went.
 */
final class RunFolder {
    private final Path path;

    private RunFolder(Path path) {
        this.path = path;
    }

    /** @param alsoDelete files that mean nothing without the servers */
    static RunFolder create(ProcessHandle watched, Path... alsoDelete) {
        try {
            RunFolder folder = new RunFolder(newFolder());
            Files.createDirectory(folder.pids());
            folder.supervise(watched, alsoDelete);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("no folder for a server", e);
        }
    }

    /** The servers' user cannot look into root's home, so root's are in the machine's temporary folder. */
    private static Path newFolder() throws IOException {
        Path folder = ServerUser.isRoot()
                ? Files.createTempDirectory("mem0j-services-")
                : Files.createTempDirectory(Files.createDirectories(Folders.state()), "run-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        ServerUser.give(folder);
        return folder.toRealPath();
    }

    private void supervise(ProcessHandle watched, Path... alsoDelete) throws IOException {
        List<String> command = new ArrayList<>(
                List.of("sh", "-c", script(), "mem0j-supervisor", Long.toString(watched.pid()), path.toString()));
        for (Path file : alsoDelete) {
            command.add(file.toAbsolutePath().toString());
        }
        Commands.start(Path.of("/"), Path.of("/dev/null"), command);
    }

    private static String script() throws IOException {
        try (InputStream script = RunFolder.class.getResourceAsStream("supervisor.sh")) {
            return new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    Path path() {
        return path;
    }

    /** A new folder in it that the servers' user may write. */
    Path folder(String name) {
        try {
            Path folder = Files.createDirectory(path.resolve(name));
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            ServerUser.give(folder);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A server that is to end with the folder. Its command line must name the folder.
     *
     * @param signal by which it ends in as good an order as it needs
     */
    void register(ProcessHandle server, String signal) {
        try {
            Files.writeString(pids().resolve(Long.toString(server.pid())), signal);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes it, and so ends the supervisor; the servers must have ended. */
    void delete() {
        try {
            Folders.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path pids() {
        return path.resolve("pids");
    }
}
