package io.github.mem0j.services;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What this machine is, as Debian and the dynamic loader name it. */
enum Machine {
    AMD64("x86_64-linux-gnu", "ld-linux-x86-64.so.2", "postgres-linux-x86_64.txz"),
    ARM64("aarch64-linux-gnu", "ld-linux-aarch64.so.1", "postgres-linux-arm_64.txz");

    private final String triplet;
    private final String loader;
    final String postgresArchive;

    Machine(String triplet, String loader, String postgresArchive) {
        this.triplet = triplet;
        this.loader = loader;
        this.postgresArchive = postgresArchive;
    }

    /** @throws IllegalStateException where no server can be started natively */
    static Machine current() {
        String arch = System.getProperty("os.arch", "");
        if (System.getProperty("os.name", "").equals("Linux")) {
            if (arch.equals("amd64")) {
                return AMD64;
            }
            if (arch.equals("aarch64")) {
                return ARM64;
            }
        }
        throw new IllegalStateException("no server programs for " + System.getProperty("os.name") + " on " + arch);
    }

    /** The libraries of unpacked packages. */
    Path libraries(Path packages) {
        return packages.resolve("usr/lib").resolve(triplet);
    }

    /**
     * What goes before a program that needs the packages' libraries. Debian 13's programs want its C library: where the
     * machine's is older, that of the unpacked package loads them, and the machine's other libraries.
     *
     * @param more folders of libraries that are looked at before the machine's
     */
    List<String> loading(Path packages, Path... more) {
        Path libraries = libraries(packages);
        List<String> before = Stream.of(more).map(Path::toString).toList();
        if (isRecent()) {
            return before.isEmpty() ? List.of() : List.of("env", "LD_LIBRARY_PATH=" + String.join(":", before));
        }
        String path = String.join(
                ":",
                Stream.of(
                                Stream.of(libraries.toString()),
                                before.stream(),
                                Stream.of("/usr/lib/" + triplet, "/usr/lib64"))
                        .flatMap(each -> each)
                        .toList());
        return List.of(libraries.resolve(loader).toString(), "--library-path", path);
    }

    private static boolean isRecent() {
        String version = Commands.run(Path.of("/"), Duration.ofSeconds(10), List.of("getconf", "GNU_LIBC_VERSION"));
        return isRecent(version);
    }

    /** @param version such as "glibc 2.36" */
    static boolean isRecent(String version) {
        String[] parts = version.strip().replaceFirst("glibc ", "").split("\\.", -1);
        int major = Integer.parseInt(parts[0]);
        return major > 2 || (major == 2 && Integer.parseInt(parts[1].replaceAll("\\D.*", "")) >= 38);
    }
}
