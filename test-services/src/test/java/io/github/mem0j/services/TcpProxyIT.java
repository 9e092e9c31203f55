package io.github.mem0j.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TcpProxyIT {
    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    @RegisterExtension
    static final Redis redis = Redis.shared();

    @Test
    void countsTheRoundTripsOfPostgres() throws SQLException {
        try (TcpProxy proxy = TcpProxy.to(postgres.host(), postgres.port());
                Connection connection = postgres.get().through(proxy).connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (x text)");
            proxy.reset();

            for (int i = 1; i <= 20; i++) {
                statement.execute("SELECT 1");
                assertThat(proxy.roundTrips()).isEqualTo(i);
            }

            // A request far larger than what the driver flushes at a time.
            proxy.reset();
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?)");
                    TcpProxy.Recording recording = proxy.recordUp()) {
                insert.setString(1, "y".repeat(3_000_000) + "end");
                insert.execute();
                assertThat(proxy.roundTrips()).isEqualTo(1);
                assertThat(recording.contains("yend".getBytes(StandardCharsets.UTF_8)))
                        .isTrue();
            }

            // An answer of many packets is one.
            proxy.reset();
            statement.executeQuery("SELECT repeat('z', 1000) FROM generate_series(1, 5000)");
            assertThat(proxy.roundTrips()).isEqualTo(1);
            assertThat(proxy.bytesDown()).isGreaterThan(5_000_000);

            // A batch goes out at once.
            proxy.reset();
            for (int i = 0; i < 50; i++) {
                statement.addBatch("INSERT INTO t VALUES ('" + i + "')");
            }
            statement.executeBatch();
            assertThat(proxy.roundTrips()).isEqualTo(1);
        }
    }

    @Test
    void countsTheRoundTripsOfRedis() throws IOException {
        try (TcpProxy proxy = TcpProxy.to(redis.host(), redis.port());
                RespConnection connection = new RespConnection(redis.get().through(proxy))) {
            proxy.reset();

            for (int i = 1; i <= 20; i++) {
                assertThat(connection.command("ECHO", "x".repeat(i * 1_000))).isEqualTo("x".repeat(i * 1_000));
                assertThat(proxy.roundTrips()).isEqualTo(i);
            }
        }
    }

    @Test
    void cutsOffARedis() throws IOException {
        try (TcpProxy proxy = TcpProxy.to(redis.host(), redis.port());
                RespConnection connection = new RespConnection(redis.get().through(proxy))) {
            assertThat(connection.command("PING")).isEqualTo("PONG");

            proxy.cut();

            assertThatThrownBy(() -> connection.command("PING")).isInstanceOf(IOException.class);
            RedisAddress through = redis.get().through(proxy);
            assertThatThrownBy(() -> RespConnection.ask(through, "PING")).hasCauseInstanceOf(IOException.class);
            proxy.heal();
            assertThat(RespConnection.ask(through, "PING")).isEqualTo("PONG");
        }
    }

    @Test
    void stallsARedis() throws Exception {
        String key = redis.namespace() + ":stalled";
        try (TcpProxy proxy = TcpProxy.to(redis.host(), redis.port());
                RespConnection connection = new RespConnection(redis.get().through(proxy))) {
            assertThat(connection.command("PING")).isEqualTo("PONG");
            proxy.stall();
            CompletableFuture<Object> reply = CompletableFuture.supplyAsync(() -> {
                try {
                    return connection.command("SET", key, "late");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            assertThatThrownBy(() -> reply.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            assertThat(RespConnection.ask(redis.get(), "GET", key)).isNull();

            proxy.heal();

            assertThat(reply.get(10, TimeUnit.SECONDS)).isEqualTo("OK");
            assertThat(RespConnection.ask(redis.get(), "GET", key)).isEqualTo("late");
        }
    }
}
