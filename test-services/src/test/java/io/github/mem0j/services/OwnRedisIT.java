package io.github.mem0j.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OwnRedisIT {
    static Stream<RedisBinary> binaries() {
        return Stream.of(RedisBinary.EMBEDDED, RedisBinary.debian());
    }

    @Test
    void hasTheVersionAskedFor() {
        try (OwnRedis embedded = OwnRedis.options().binary(RedisBinary.EMBEDDED).start();
                OwnRedis debian =
                        OwnRedis.options().binary(RedisBinary.debian()).start();
                OwnRedis recent =
                        OwnRedis.options().binary(RedisBinary.recent()).start()) {
            assertThat(embedded.version()).startsWith("6.2.");
            assertThat(debian.version()).startsWith("7.0.");
            assertThat(recent.version()).matches("([7-9]|\\d\\d)\\..*");
        }
    }

    @ParameterizedTest
    @MethodSource("binaries")
    void goesBackToAnOldSnapshot(RedisBinary binary) {
        try (OwnRedis own = OwnRedis.options().binary(binary).start()) {
            int port = own.port();
            own.command("SET", "key", "old");
            own.save();
            own.command("SET", "key", "new");
            own.kill();
            assertThatThrownBy(() -> own.command("PING")).isInstanceOf(IllegalStateException.class);

            own.restart();

            assertThat(own.port()).isEqualTo(port);
            assertThat(own.command("GET", "key")).isEqualTo("old");

            own.command("SET", "key", "newer");
            own.stop();
            own.restart();
            assertThat(own.command("GET", "key")).isEqualTo("old");
            own.command("SET", "key", "newest");
            own.restart();
            assertThat(own.command("GET", "key")).isEqualTo("old");
        }
    }

    @Test
    void losesAllWithoutASnapshot() {
        try (OwnRedis own = OwnRedis.start()) {
            own.command("SET", "key", "value");
            own.restart();
            assertThat(own.command("GET", "key")).isNull();
        }
    }

    @Test
    void writesNoSnapshotByItself() {
        try (OwnRedis own = OwnRedis.start(Map.of("save", "3600 1"))) {
            own.command("SET", "key", "value");
            own.restart();
            assertThat(own.command("GET", "key")).isNull();
        }
    }

    @Test
    void keepsItsDataIfTold() {
        try (OwnRedis own = OwnRedis.start(Map.of("appendonly", "yes", "appendfsync", "always"))) {
            own.command("SET", "key", "value");
            own.kill();
            own.restart();
            assertThat(own.command("GET", "key")).isEqualTo("value");
        }
    }

    @Test
    void answersNothingWhilePaused() throws Exception {
        try (OwnRedis own = OwnRedis.start()) {
            own.pause();
            CompletableFuture<Object> answer = CompletableFuture.supplyAsync(() -> own.command("ECHO", "late"));
            assertThatThrownBy(() -> answer.get(500, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

            own.resume();

            assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("late");
            own.pause();
            own.kill();
            own.restart();
            assertThat(own.command("PING")).isEqualTo("PONG");
            own.pause();
            own.restart();
            assertThat(own.command("PING")).isEqualTo("PONG");
        }
    }

    @Test
    void repliesWithEveryType() {
        try (OwnRedis own = OwnRedis.start(Map.of("maxmemory-policy", "allkeys-lru"))) {
            assertThat(own.command("SET", "größe", "ä\r\n\u0000")).isEqualTo("OK");
            assertThat(own.command("GET", "größe")).isEqualTo("ä\r\n\u0000");
            assertThat(own.command("DBSIZE")).isEqualTo(1L);
            assertThat(own.command("GET", "none")).isNull();
            assertThat(own.command("MGET", "none", "größe")).isEqualTo(Arrays.asList(null, "ä\r\n\u0000"));
            assertThat(own.command("EVAL", "return {1, {'two', {}}}", "0"))
                    .isEqualTo(List.of(1L, List.of("two", List.of())));
            assertThat(own.command("CONFIG", "GET", "maxmemory-policy"))
                    .isEqualTo(List.of("maxmemory-policy", "allkeys-lru"));
            assertThatThrownBy(() -> own.command("NONSENSE"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("unknown command");
        }
    }

    @Test
    void endsTheConnectionsOfSubscribers() throws Exception {
        try (OwnRedis own = OwnRedis.start();
                RespConnection subscriber = new RespConnection(own.get());
                RespConnection bystander = new RespConnection(own.get())) {
            assertThat(subscriber.command("SUBSCRIBE", "channel")).isEqualTo(List.of("subscribe", "channel", 1L));
            assertThat(own.command("CLIENT", "KILL", "TYPE", "pubsub")).isEqualTo(1L);

            assertThatThrownBy(() -> subscriber.command("PING")).isInstanceOf(IOException.class);
            assertThat(bystander.command("PING")).isEqualTo("PONG");
        }
    }

    @ParameterizedTest
    @MethodSource("binaries")
    void isAClusterOfOne(RedisBinary binary) {
        try (OwnRedis own = OwnRedis.options().binary(binary).withCluster().start()) {
            assertThat(own.command("SET", "key", "value")).isEqualTo("OK");
            assertThat(own.command("CLUSTER", "SLOTS").toString())
                    .startsWith("[[0, 16383, [127.0.0.1, " + own.port() + ", ");
            assertThatThrownBy(() -> own.command("MGET", "one", "two")).hasMessageStartingWith("CROSSSLOT");
            own.save();
            own.kill();
            own.restart();
            assertThat(own.command("GET", "key")).isEqualTo("value");
        }
    }

    @Test
    void asksForThePassword() {
        String password = "with \"quotes\", #, \\ and a space";
        try (OwnRedis own = OwnRedis.options().withPassword(password).start()) {
            assertThat(own.command("PING")).isEqualTo("PONG");
            assertThat(own.uri().getUserInfo()).isEqualTo(":" + password);
            assertThat(own.get().toString()).doesNotContain("quotes");
            RedisAddress without = new RedisAddress(own.host(), own.port(), "", "");
            assertThatThrownBy(() -> RespConnection.ask(without, "PING")).hasMessageStartingWith("NOAUTH");
            own.restart();
            assertThat(own.command("PING")).isEqualTo("PONG");
        }
    }

    @Test
    void listensOnTheLoopbackInterfaceOnly() {
        try (OwnRedis own = OwnRedis.start(Map.of("bind", "0.0.0.0"))) {
            assertThat(own.command("CONFIG", "GET", "bind")).isEqualTo(List.of("bind", "127.0.0.1"));
            assertThat(own.uri()).isEqualTo(URI.create("redis://127.0.0.1:" + own.port()));
        }
    }

    @Test
    void saysWhyItDoesNotStart() {
        Map<String, String> settings = Map.of("nonsense", "1");
        assertThatThrownBy(() -> OwnRedis.start(settings))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("install")
                .hasStackTraceContaining("nonsense");
    }

    @Test
    void closesWhilePaused() {
        OwnRedis own = OwnRedis.start();
        own.pause();
        own.close();
        own.close();

        assertThatThrownBy(() -> own.command("PING")).isInstanceOf(IllegalStateException.class);
    }
}
