package io.github.mem0j.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** How servers are found, as far as that needs no server. */
class FindingTest {
    @Test
    void takesTheServerOfTheEnvironment() {
        assertThat(EnvironmentPostgres.server(Map.of())).isEmpty();
        assertThat(EnvironmentPostgres.server(Map.of(
                        "MEM0_TEST_POSTGRES_URL", "jdbc:postgresql://db.example:5433/postgres",
                        "MEM0_TEST_POSTGRES_USER", "me",
                        "MEM0_TEST_POSTGRES_PASSWORD", "secret")))
                .contains(new PostgresDatabase("db.example", 5433, "postgres", "me", "secret"));
        assertThat(EnvironmentPostgres.server(Map.of("MEM0_TEST_POSTGRES_URL", "jdbc:postgresql://db.example/x")))
                .contains(new PostgresDatabase("db.example", 5432, "x", "postgres", ""));
    }

    @Test
    void refusesOtherUrls() {
        for (String url : new String[] {"db.example", "jdbc:mysql://h/d", "jdbc:postgresql://h", "jdbc:postgresql:d"}) {
            assertThatThrownBy(() -> EnvironmentPostgres.server(Map.of("MEM0_TEST_POSTGRES_URL", url)))
                    .as(url)
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void leavesThePasswordOut() {
        assertThat(new PostgresDatabase("h", 1, "d", "u", "secret").toString()).doesNotContain("secret");
    }

    @Test
    void passesSettingsToDocker() {
        assertThat(DockerPostgres.command("secret", Map.of("fsync", "off")))
                .containsSubsequence(
                        "docker", "run", "POSTGRES_PASSWORD=secret", "pgvector/pgvector:pg17", "fsync=off");
    }

    @Test
    void comparesVersions() {
        assertThat(Machine.isRecent("glibc 2.36\n")).isFalse();
        assertThat(Machine.isRecent("glibc 2.38")).isTrue();
        assertThat(Machine.isRecent("glibc 2.41.9000")).isTrue();
        assertThat(PgBouncerBinary.isRecent("PgBouncer 1.18.0\nlibevent 2.1.12"))
                .isFalse();
        assertThat(PgBouncerBinary.isRecent("PgBouncer 1.24.1\nlibevent 2.1.12"))
                .isTrue();
    }

    @Test
    void knowsMavenByItsHome() {
        assertThat(Build.isMaven(
                        "java -Dmaven.home=/usr/share/maven org.codehaus.plexus.classworlds.launcher.Launcher"))
                .isTrue();
        assertThat(Build.isMaven("java -jar surefirebooter.jar")).isFalse();
    }
}
