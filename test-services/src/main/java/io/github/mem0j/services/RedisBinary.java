package io.github.mem0j.services;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program redis-server. What must be fetched or unpacked for it is, when a server is started. Immutable. */
public final class RedisBinary {
    /** Redis 6.2, from Maven. */
    public static final RedisBinary EMBEDDED = new RedisBinary("embedded Redis 6.2", RedisBinary::embedded);

    private static final RedisBinary DEBIAN = new RedisBinary("Debian 12's Redis 7.0", RedisBinary::unpacked);
    private static final String PROGRAM = "redis-server";
    private static final Pattern VERSION = Pattern.compile("\\bv=(\\d{1,4})\\.");

    /** With what else it needs beyond what every Debian has. */
    private static final List<String> PACKAGES =
            List.of(PROGRAM, "redis-tools", "libatomic1", "libjemalloc2", "liblzf1", "libssl3");

    private final String name;
    private final Function<RunFolder, List<String>> command;

    private RedisBinary(String name, Function<RunFolder, List<String>> command) {
        this.name = name;
        this.command = command;
    }

    /** This machine's, if it is of 7 or later. */
    public static Optional<RedisBinary> installed() {
        return Commands.path()
                .map(each -> each.resolve(PROGRAM))
                .filter(program -> Files.isExecutable(program) && isRecent(program))
                .findFirst()
                .map(program -> new RedisBinary("installed " + program, folder -> List.of(program.toString())));
    }

    /** Redis 7.0 as Debian 12 has it, fetched as PgBouncer is: by apt-get, on Debian 12 and 13. */
    public static RedisBinary debian() {
        return DEBIAN;
    }

    /** Of 7 or later: this machine's, or else Debian 12's. */
    public static RedisBinary recent() {
        return installed().orElse(DEBIAN);
    }

    /** An installed one of 7 or later, or else the embedded. */
    static RedisBinary usual() {
        return installed().orElse(EMBEDDED);
    }

    private static boolean isRecent(Path program) {
        try {
            return isRecent(
                    Commands.run(Path.of("/"), Duration.ofSeconds(10), List.of(program.toString(), "--version")));
        } catch (IllegalStateException | UncheckedIOException e) {
            // It does not run here.
            return false;
        }
    }

    /** @param version such as "Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64" */
    static boolean isRecent(String version) {
        Matcher matcher = VERSION.matcher(version);
        return matcher.find() && Integer.parseInt(matcher.group(1)) >= 7;
    }

    /** The server's command, still without arguments; what it consists of can be reached by the servers' user. */
    List<String> command(RunFolder folder) {
        return command.apply(folder);
    }

    private static List<String> embedded(RunFolder folder) {
        String resource = Machine.current().redisProgram;
        Path cached = Cached.folder(resource, filled -> extract(resource, filled.resolve(PROGRAM)));
        return List.of(reachable(cached, folder).resolve(PROGRAM).toString());
    }

    private static void extract(String resource, Path program) throws IOException {
        try (InputStream bytes = RedisBinary.class.getResourceAsStream("/" + resource)) {
            if (bytes == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            Files.copy(bytes, program);
        }
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static List<String> unpacked(RunFolder folder) {
        try {
            Machine machine = Machine.current();
            Path cached = Cached.folder(
                    "redis-7-debian", filled -> DebianPackages.unpack(filled, DebianPackages.BOOKWORM, PACKAGES));
            Path packages = reachable(cached, folder);
            String program = packages.resolve("usr/bin").resolve(PROGRAM).toString();
            return Commands.concat(machine.loadingOlder(packages), List.of(program));
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "There is no Redis 7 for the tests: install a redis-server of 7 or later, or on Debian 12 and 13 let"
                            + " apt-get reach its mirrors",
                    e);
        }
    }

    private static Path reachable(Path cached, RunFolder folder) {
        return ServerUser.reachable(cached, folder.path().resolve("redis"));
    }

    @Override
    public String toString() {
        return name;
    }
}
