package io.github.mem0j.services;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The program: an installed one that is recent enough, or Debian 13's, unpacked in the cache with its libraries. */
final class PgBouncerBinary {
    private static final String NAME = "pgbouncer";

    /** With what else it needs beyond what every Debian and Ubuntu has. */
    private static final List<String> PACKAGES = List.of(NAME, "libevent-2.1-7t64", "libcares2", "libssl3t64");

    private PgBouncerBinary() {}

    static List<String> command(RunFolder folder) {
        return Commands.path()
                .map(each -> each.resolve(NAME))
                .filter(program -> Files.isExecutable(program) && isRecent(program))
                .findFirst()
                .map(program -> List.of(program.toString()))
                .orElseGet(() -> unpacked(folder));
    }

    private static boolean isRecent(Path program) {
        return isRecent(Commands.run(Path.of("/"), Duration.ofSeconds(10), List.of(program.toString(), "--version")));
    }

    /** Prepared statements in transaction mode came with 1.21. */
    static boolean isRecent(String version) {
        String first = version.lines().findFirst().orElse("").replaceAll("[^0-9.]", "");
        String[] parts = first.split("\\.", -1);
        return parts.length >= 2 && (Integer.parseInt(parts[0]) > 1 || Integer.parseInt(parts[1]) >= 21);
    }

    private static List<String> unpacked(RunFolder folder) {
        try {
            Machine machine = Machine.current();
            Path cached = Cached.folder(
                    machine.cacheName(NAME),
                    filled -> DebianPackages.unpack(filled, DebianPackages.TRIXIE, machine.packages(PACKAGES)));
            Path packages = ServerUser.reachable(cached, folder.path().resolve(NAME));
            List<String> loading = machine.loading(packages);
            return Stream.concat(
                            loading.stream(),
                            Stream.of(packages.resolve("usr/sbin").resolve(NAME).toString()))
                    .toList();
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "There is no PgBouncer for the tests: install one of 1.21 or later, or on Debian 12 and 13 let apt-get"
                            + " reach its mirrors",
                    e);
        }
    }
}
