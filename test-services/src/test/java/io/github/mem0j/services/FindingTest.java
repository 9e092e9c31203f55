package io.github.mem0j.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
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
    void takesTheRedisOfTheEnvironment() {
        assertThat(EnvironmentRedis.server(Map.of())).isEmpty();
        assertThat(EnvironmentRedis.server(Map.of("MEM0_TEST_REDIS_URL", "redis://me:a%3Ab%40c@db.example:6380/")))
                .contains(new RedisAddress("db.example", 6380, "me", "a:b@c"));
        assertThat(EnvironmentRedis.server(Map.of("MEM0_TEST_REDIS_URL", "redis://:secret@db.example")))
                .contains(new RedisAddress("db.example", 6379, "", "secret"));
        assertThat(EnvironmentRedis.server(Map.of("MEM0_TEST_REDIS_URL", "redis://db.example")))
                .contains(new RedisAddress("db.example", 6379, "", ""));
    }

    @Test
    void refusesOtherUrlsOfRedis() {
        for (String url : new String[] {"db.example", "rediss://h", "redis://h/1", "redis:h", "redis://h?x=y"}) {
            assertThatThrownBy(() -> EnvironmentRedis.server(Map.of("MEM0_TEST_REDIS_URL", url)))
                    .as(url)
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void takesTheNeo4jOfTheEnvironment() {
        assertThat(EnvironmentNeo4j.server(Map.of())).isEmpty();
        assertThat(EnvironmentNeo4j.server(
                        Map.of("MEM0_TEST_NEO4J_URL", "neo4j://db.example:7688", "MEM0_TEST_NEO4J_PASSWORD", "secret")))
                .contains(new Neo4jAddress(URI.create("neo4j://db.example:7688"), "neo4j", "secret"));
        assertThat(EnvironmentNeo4j.server(Map.of("MEM0_TEST_NEO4J_URL", "bolt+s://h")))
                .contains(new Neo4jAddress(URI.create("bolt+s://h"), "neo4j", ""));
        for (String url : new String[] {"db.example", "http://h", "bolt://me:secret@h", "bolt://h/db"}) {
            assertThatThrownBy(() -> EnvironmentNeo4j.server(Map.of("MEM0_TEST_NEO4J_URL", url)))
                    .as(url)
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void namesARedis() {
        assertThat(new RedisAddress("h", 1, "", "").uri()).hasToString("redis://h:1");
        assertThat(new RedisAddress("h", 1, "", "a:b@c%").uri()).hasToString("redis://:a:b%40c%25@h:1");
        assertThat(new RedisAddress("h", 1, "me", "secret")).hasToString("me at redis://h:1");
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
        assertThat(DockerRedis.command())
                .containsSubsequence("docker", "run", "127.0.0.1::6379", "redis:7.4", "--save");
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
        assertThat(RedisBinary.isRecent("Redis server v=6.2.11 sha=00000000:0 bits=64"))
                .isFalse();
        assertThat(RedisBinary.isRecent("Redis server v=7.0.15 sha=00000000:0 bits=64"))
                .isTrue();
        assertThat(RedisBinary.isRecent("Redis server v=10.0.1 sha=00000000:0 bits=64"))
                .isTrue();
        assertThat(RedisBinary.isRecent("")).isFalse();
    }

    @Test
    void knowsMavenByItsHome() {
        assertThat(Build.isMaven(
                        "java -Dmaven.home=/usr/share/maven org.codehaus.plexus.classworlds.launcher.Launcher"))
                .isTrue();
        assertThat(Build.isMaven("java -jar surefirebooter.jar")).isFalse();
    }
}
