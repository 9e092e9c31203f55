package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.services.Postgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class VirtualThreadsIT {
    private static final int LEAST = 21;
    private static final Pattern RELEASE = Pattern.compile("JAVA_VERSION=\"(\\d+)");

    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    @Test
    void twoThousandShareAPoolOfTen() throws Exception {
        if (Runtime.version().feature() >= LEAST) {
            VirtualThreads.run(postgres.get());
            return;
        }
        Optional<Path> jdk = newerJdk();
        Assumptions.assumeTrue(
                jdk.isPresent(),
                "no JDK 21 or later in JAVA_HOME_25, JAVA_HOME_21 or beside " + System.getProperty("java.home"));
        Process process = start(jdk.get());
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS))
                    .as("ended in time")
                    .isTrue();
            assertThat(process.exitValue())
                    .as("what it met is on its standard error")
                    .isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process start(Path jdk) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        jdk.resolve("bin").resolve("java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        VirtualThreads.class.getName(),
                        postgres.host(),
                        Integer.toString(postgres.port()),
                        postgres.database(),
                        postgres.user())
                .inheritIO();
        builder.environment().put("MEM0_VIRTUAL_THREADS_PASSWORD", postgres.password());
        return builder.start();
    }

    private static Optional<Path> newerJdk() throws IOException {
        List<Path> homes = new ArrayList<>();
        Stream.of("JAVA_HOME_25", "JAVA_HOME_21")
                .map(System::getenv)
                .filter(Objects::nonNull)
                .map(Path::of)
                .forEach(homes::add);
        Path siblings = Path.of(System.getProperty("java.home")).toRealPath().getParent();
        try (Stream<Path> found = Files.list(siblings)) {
            found.forEach(homes::add);
        }
        return homes.stream().filter(VirtualThreadsIT::isNewer).findFirst();
    }

    private static boolean isNewer(Path home) {
        try {
            Matcher version = RELEASE.matcher(Files.readString(home.resolve("release")));
            return version.find()
                    && Integer.parseInt(version.group(1)) >= LEAST
                    && Files.isExecutable(home.resolve("bin").resolve("java"));
        } catch (IOException e) {
            return false;
        }
    }
}
