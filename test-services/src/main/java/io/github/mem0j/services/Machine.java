package io.github.mem0j.services;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What this machine is, as Debian and the dynamic loader name it. */
enum Machine {
    AMD64("x86_64-linux-gnu", "ld-linux-x86-64.so.2", "postgres-linux-x86_64.txz", "redis-server-6.2.6-v5-linux-amd64"),
    ARM64("aarch64-linux-gnu", "ld-linux-aarch64.so.1", "postgres-linux-arm_64.txz", "redis-server-6.2.7-linux-arm64");

    private final String triplet;
    private final String loader;
    final String postgresArchive;
    final String redisProgram;

    Machine(String triplet, String loader, String postgresArchive, String redisProgram) {
        this.triplet = triplet;
        this.loader = loader;
        this.postgresArchive = postgresArchive;
        this.redisProgram = redisProgram;
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

    /**
     * Debian 13's programs want its C library; where the machine's is older, a package more.
     *
     * @param name of the folder in the cache; in what is answered it tells whether that package is in it
     */
    String cacheName(String name) {
        return isRecent() ? name : name + "-libc6";
    }

    List<String> packages(List<String> wanted) {
        return isRecent()
                ? wanted
                : Stream.concat(wanted.stream(), Stream.of("libc6")).toList();
    }

    /**
     * What goes before a program to give it its libraries, and the unpacked C library where there is one: that one's
     * loader then loads all, the machine's other libraries too.
     *
     * @param packages the folder with the unpacked packages
     * @param more folders of libraries that are looked at before the machine's
     */
    List<String> loading(Path packages, Path... more) {
        Path unpacked = libraries(packages);
        String own = Stream.concat(Stream.of(unpacked), Stream.of(more))
                .map(Path::toString)
                .collect(Collectors.joining(":"));
        if (isRecent()) {
            return List.of("env", "LD_LIBRARY_PATH=" + own);
        }
        String all = own + ":/usr/lib/" + triplet + ":/usr/lib64";
        return List.of(unpacked.resolve(loader).toString(), "--library-path", all);
    }

    /** What goes before a program of Debian 12, which does with the machine's C library. */
    List<String> loadingOlder(Path packages) {
        return List.of("env", "LD_LIBRARY_PATH=" + libraries(packages));
    }

    private Path libraries(Path packages) {
        return packages.resolve("usr/lib").resolve(triplet);
    }

    private static boolean isRecent() {
        return isRecent(Commands.run(Path.of("/"), Duration.ofSeconds(10), List.of("getconf", "GNU_LIBC_VERSION")));
    }

    /** @param version such as "glibc 2.36" */
    static boolean isRecent(String version) {
        String[] parts = version.strip().replaceFirst("glibc ", "").split("\\.", -1);
        int major = Integer.parseInt(parts[0]);
        return major > 2 || (major == 2 && Integer.parseInt(parts[1].replaceAll("\\D.*", "")) >= 38);
    }
}
