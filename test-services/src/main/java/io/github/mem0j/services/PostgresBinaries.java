package io.github.mem0j.services;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The programs of a PostgreSQL that has pgvector.
 *
 * @param server the server's command, still without options
 */
record PostgresBinaries(Path initdb, List<String> server) {
    private static final String NAME = "postgres-17-pgvector";
    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");

    /** An installed one, or else one put together in the cache and made reachable for its user in {@code folder}. */
    static PostgresBinaries find(RunFolder folder) {
        return installed().orElseGet(() -> own(folder));
    }

    private static Optional<PostgresBinaries> installed() {
        if (!Files.isDirectory(INSTALLED)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(INSTALLED)) {
            return versions.filter(version -> Files.exists(version.resolve("lib/vector.so"))
                            && Files.isExecutable(version.resolve("bin/postgres"))
                            && number(version) >= 15)
                    .max(Comparator.comparingInt(PostgresBinaries::number))
                    .map(version -> new PostgresBinaries(
                            version.resolve("bin/initdb"),
                            List.of(version.resolve("bin/postgres").toString())));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static int number(Path version) {
        String name = version.getFileName().toString();
        return name.matches("\\d{1,4}") ? Integer.parseInt(name) : 0;
    }

    private static PostgresBinaries own(RunFolder folder) {
        Machine machine = Machine.current();
        Path cached = Cached.folder(machine.cacheName(NAME), filled -> fill(machine, filled));
        Path bundle = ServerUser.reachable(cached, folder.path().resolve("postgres"));
        Path postgres = bundle.resolve("postgres");
        List<String> loading = machine.loading(bundle.resolve("debian"), postgres.resolve("lib"));
        return new PostgresBinaries(
                postgres.resolve("bin/initdb"),
                Stream.concat(
                                loading.stream(),
                                Stream.of(postgres.resolve("bin/postgres").toString()))
                        .toList());
    }

    private static void fill(Machine machine, Path folder) throws IOException {
        Path debian = Files.createDirectory(folder.resolve("debian"));
        Path postgres = Files.createDirectory(folder.resolve("postgres"));
        DebianPackages.unpack(debian, DebianPackages.TRIXIE, machine.packages(List.of("postgresql-17-pgvector")));
        try (InputStream archive = PostgresBinaries.class.getResourceAsStream("/" + machine.postgresArchive)) {
            if (archive == null) {
                throw new IllegalStateException("PostgreSQL's programs for " + machine + " are not on the class path");
            }
            Archives.untar(archive, postgres);
        }
        copy(debian.resolve("usr/lib/postgresql/17/lib/vector.so"), postgres.resolve("lib/postgresql"));
        copy(debian.resolve("usr/share/postgresql/17/extension"), postgres.resolve("share/postgresql"));
    }

    private static void copy(Path from, Path into) {
        Commands.run(Path.of("/"), Duration.ofMinutes(1), List.of("cp", "-a", from.toString(), into.toString()));
    }
}
