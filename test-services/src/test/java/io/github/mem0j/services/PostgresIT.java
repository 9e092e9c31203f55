package io.github.mem0j.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresIT {
    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    @RegisterExtension
    static final Postgres bare = Postgres.shared().withoutExtension();

    @Test
    void answersWithVectors() {
        assertThat(Databases.ask(postgres.get(), "SELECT '[1,2]'::vector <-> '[1,5]'"))
                .isEqualTo("3");
        assertThat(postgres.jdbcUrl()).contains(postgres.host() + ":" + postgres.port() + "/" + postgres.database());
    }

    @Test
    void leavesTheExtensionToTheTest() {
        assertThatThrownBy(() -> Databases.ask(bare.get(), "SELECT '[1,2]'::vector"))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void createsMoreDatabases() {
        PostgresDatabase other = postgres.newDatabase();

        assertThat(other.database()).isNotEqualTo(postgres.database());
        assertThat(Databases.ask(other, "SELECT count(*) FROM pg_extension WHERE extname = 'vector'"))
                .isEqualTo("0");
    }

    /** The database is the outer class's, and must outlive this class. */
    @Nested
    class Inner {
        @Test
        void sharesTheDatabase() {
            assertThat(Databases.ask(postgres.get(), "SELECT '[1]'::vector")).isEqualTo("[1]");
        }
    }
}
