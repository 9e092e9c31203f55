package io.github.mem0j.services;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Who runs the servers: this user, or as root, which PostgreSQL and PgBouncer refuse, one without rights. */
final class ServerUser {
    private static final boolean ROOT = uid() == 0;
    private static final String NAME = passwdHas("postgres") ? "postgres" : "nobody";

    private ServerUser() {}

    static boolean isRoot() {
        return ROOT;
    }

    /** What goes before a server's command. It replaces itself by the command, which so keeps the process id. */
    static List<String> prefix() {
        return ROOT ? List.of("setpriv", "--reuid", NAME, "--regid", gid(), "--clear-groups", "--") : List.of();
    }

    /** Hands a folder of ours over to that user. */
    static void give(Path folder) throws IOException {
        if (ROOT) {
            Files.setOwner(
                    folder,
                    folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(NAME));
        }
    }

    /** A folder that this user may read, where the servers' user can: itself, or for root links or copies in {@code copy}. */
    static Path reachable(Path folder, Path copy) {
        if (ROOT) {
            String linking =
                    "cp -al \"$1\" \"$2\" 2>/dev/null || { rm -rf \"$2\"; cp -a \"$1\" \"$2\"; }; chmod 755 \"$2\"";
            Commands.run(
                    Path.of("/"),
                    Duration.ofMinutes(2),
                    List.of("sh", "-c", linking, "reachable", folder.toString(), copy.toString()));
            return copy;
        }
        return folder;
    }

    private static int uid() {
        try {
            return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            // Not Linux: there no server is started natively.
            return -1;
        }
    }

    private static String gid() {
        return passwd().stream()
                .filter(line -> line.startsWith(NAME + ":"))
                .map(line -> line.split(":", -1)[3])
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no user " + NAME));
    }

    private static boolean passwdHas(String name) {
        return ROOT && passwd().stream().anyMatch(line -> line.startsWith(name + ":"));
    }

    private static List<String> passwd() {
        try {
            return Files.readAllLines(Path.of("/etc/passwd"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
