package io.github.mem0j.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TcpProxyIT {
    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

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
}
