package io.github.mem0j.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;

class OwnPostgresIT {
    @Test
    void keepsItsDataOverAKill() {
        try (OwnPostgres own = OwnPostgres.start(Map.of("max_connections", "20"))) {
            int port = own.port();
            Databases.execute(own.get(), "CREATE TABLE t AS SELECT '[1,2]'::vector AS v");
            own.kill();
            assertThatThrownBy(() -> own.get().connect()).isInstanceOf(SQLException.class);

            own.restart();

            assertThat(own.port()).isEqualTo(port);
            assertThat(Databases.ask(own.get(), "SELECT v FROM t")).isEqualTo("[1,2]");
            assertThat(Databases.ask(own.get(), "SHOW fsync")).isEqualTo("on");
            assertThat(Databases.ask(own.get(), "SHOW max_connections")).isEqualTo("20");
            assertThat(own.log()).contains("automatic recovery");
        }
    }

    @Test
    void stopsAndRestarts() throws SQLException {
        try (OwnPostgres own = OwnPostgres.start(Map.of());
                Connection connection = own.get().connect()) {
            own.stop();
            assertThat(connection.isValid(5)).isFalse();
            own.restart();
            own.restart();
            assertThat(Databases.ask(own.get(), "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void answersNothingWhilePaused() throws Exception {
        try (OwnPostgres own = OwnPostgres.start(Map.of())) {
            own.pause();
            CompletableFuture<String> answer =
                    CompletableFuture.supplyAsync(() -> Databases.ask(own.get(), "SELECT 'late'"));
            assertThatThrownBy(() -> answer.get(500, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

            own.resume();

            assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("late");
            own.pause();
        }
    }

    @Test
    void provesWhoItIs() throws Exception {
        try (OwnPostgres own = OwnPostgres.options().withTls().start()) {
            String verified = own.jdbcUrl() + "?sslmode=verify-full&sslrootcert=" + own.caFile();
            try (Connection connection = DriverManager.getConnection(verified, own.user(), own.password());
                    Statement statement = connection.createStatement()) {
                var rows = statement.executeQuery("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
                rows.next();
                assertThat(rows.getBoolean(1)).isTrue();
            }
            assertThat(Files.readString(own.caFile())).contains("BEGIN CERTIFICATE");
        }
    }

    @Test
    void runsOutOfDiskAndHasRoomAgain() throws SQLException {
        try (OwnPostgres own = OwnPostgres.options().withDiskOf(8).start();
                Connection connection = own.get().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (x text STORAGE PLAIN)");
            String tooMuch = "INSERT INTO t SELECT repeat('x', 7000) FROM generate_series(1, 2000)";

            assertThatThrownBy(() -> statement.execute(tooMuch))
                    .isInstanceOfSatisfying(
                            PSQLException.class,
                            e -> assertThat(e.getSQLState()).isEqualTo("53100"));

            statement.execute("TRUNCATE t");
            statement.execute("CHECKPOINT");
            statement.execute("INSERT INTO t SELECT repeat('x', 7000) FROM generate_series(1, 100)");
            assertThatThrownBy(own::restart).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void closesWhilePaused() {
        OwnPostgres own = OwnPostgres.start(Map.of());
        own.pause();
        own.close();
        own.close();

        assertThatThrownBy(() -> own.get().connect()).isInstanceOf(SQLException.class);
    }
}
