package io.github.mem0j.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresIT {
    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    @RegisterExtension
    static final Postgres bare = Postgres.shared().withoutExtension();

    @Test
    void answersWithVectors() throws SQLException {
        assertThat(ask(postgres.get(), "SELECT '[1,2]'::vector <-> '[1,5]'")).isEqualTo("3");
        assertThat(postgres.jdbcUrl()).contains(postgres.host() + ":" + postgres.port() + "/" + postgres.database());
    }

    @Test
    void leavesTheExtensionToTheTest() {
        assertThatThrownBy(() -> ask(bare.get(), "SELECT '[1,2]'::vector")).isInstanceOf(SQLException.class);
    }

    @Test
    void createsMoreDatabases() throws SQLException {
        PostgresDatabase other = postgres.newDatabase();

        assertThat(other.database()).isNotEqualTo(postgres.database());
        assertThat(ask(other, "SELECT count(*) FROM pg_extension WHERE extname = 'vector'"))
                .isEqualTo("0");
    }

    /** The database is the outer class's, and must outlive this class. */
    @Nested
    class Inner {
        @Test
        void sharesTheDatabase() throws SQLException {
            assertThat(ask(postgres.get(), "SELECT '[1]'::vector")).isEqualTo("[1]");
        }
    }

    static String ask(PostgresDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
