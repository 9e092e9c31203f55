package io.github.mem0j.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PgBouncerIT {
    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    /** Two clients, one connection to the server: without its care for names the second one's would be unknown. */
    @Test
    void sharesConnectionsAmongClientsWithPreparedStatements() throws SQLException {
        try (PgBouncer bouncer = PgBouncer.transactionMode(
                        postgres.host(),
                        postgres.port(),
                        postgres.user(),
                        postgres.password(),
                        Map.of("default_pool_size", "1"));
                Connection one = connect(bouncer);
                Connection two = connect(bouncer)) {
            String first = backend(one);
            for (int i = 0; i < 10; i++) {
                assertThat(backend(two)).isEqualTo(first);
                assertThat(backend(one)).isEqualTo(first);
            }
        }
    }

    private static Connection connect(PgBouncer bouncer) throws SQLException {
        String url = bouncer.jdbcUrl(postgres.database()) + "?prepareThreshold=1";
        return DriverManager.getConnection(url, postgres.user(), postgres.password());
    }

    private static String backend(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_backend_pid() + ?")) {
            statement.setInt(1, 0);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getString(1);
            }
        }
    }
}
