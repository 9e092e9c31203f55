package io.github.mem0j.services;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches and unpacks packages of Debian through the machine's own apt-get, from the mirrors that the machine's
 * sources name. Nothing is installed, and the machine's own lists stay as they are. Signatures are checked.
 */
final class DebianPackages {
    /** Debian 12. */
    static final String BOOKWORM = "bookworm";

    /** Debian 13. */
    static final String TRIXIE = "trixie";

    private static final Logger log = LoggerFactory.getLogger(DebianPackages.class);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private DebianPackages() {}

    /**
     * Unpacks the packages into {@code target}.
     *
     * @throws IllegalStateException where this is not a Debian, or no mirror gives them
     */
    static void unpack(Path target, String release, List<String> packages) throws IOException {
        List<DebianSources.Mirror> mirrors = Commands.exists("apt-get") ? DebianSources.mirrors() : List.of();
        if (mirrors.isEmpty()) {
            throw new IllegalStateException("this machine has no Debian sources to fetch " + packages + " from");
        }
        log.info("Fetching {} of Debian {} into the cache", packages, release);
        IllegalStateException failure = new IllegalStateException(packages + " could not be fetched from any mirror");
        for (DebianSources.Mirror mirror : mirrors) {
            Path work = Files.createTempDirectory("mem0j-apt-");
            try {
                fetch(mirror, release, work, packages);
                try (Stream<Path> fetched = Files.list(work.resolve("debs"))) {
                    for (Path each : fetched.toList()) {
                        Commands.run(work, PATIENCE, List.of("dpkg-deb", "-x", each.toString(), target.toString()));
                    }
                }
                return;
            } catch (IllegalStateException e) {
                failure.addSuppressed(e);
            } finally {
                Folders.delete(work);
            }
        }
        throw failure;
    }

    private static void fetch(DebianSources.Mirror mirror, String release, Path work, List<String> packages)
            throws IOException {
        Path sources = Files.writeString(work.resolve("sources.list"), mirror.line(release));
        Files.createDirectories(work.resolve("lists/partial"));
        Files.createDirectories(work.resolve("cache/archives/partial"));
        Path debs = Files.createDirectory(work.resolve("debs"));
        List<String> apt = new ArrayList<>(List.of(
                "apt-get",
                "-q",
                "-o",
                "Dir::Etc::sourcelist=" + sources,
                "-o",
                "Dir::Etc::sourceparts=-",
                "-o",
                "Dir::State::Lists=" + work.resolve("lists"),
                "-o",
                "Dir::Cache=" + work.resolve("cache"),
                "-o",
                "APT::Update::Error-Mode=any",
                "-o",
                "Acquire::Languages=none",
                // The machine's hooks after an update are about the machine's own lists.
                "-o",
                "#clear=APT::Update::Post-Invoke-Success",
                "-o",
                "#clear=APT::Update::Post-Invoke"));
        if (ServerUser.isRoot()) {
            // apt's own user cannot write into a private folder.
            apt.addAll(List.of("-o", "APT::Sandbox::User=root"));
        }
        Commands.run(work, PATIENCE, with(apt, List.of("update")));
        Commands.run(debs, PATIENCE, with(with(apt, List.of("download")), packages));
    }

    private static List<String> with(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }
}
