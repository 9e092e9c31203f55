package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mem0j.services.Postgres;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.StoreUnavailableException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A password changes while a store is in use. */
class PasswordRotationIT {
    private static final String ROLE = "mem0j_rotated";
    private static final ListRequest LIST = ListRequest.of(Trial.SCOPE);

    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    private static PgVectorMemoryStoreBuilder store() {
        return PgVectorMemoryStore.builder()
                .jdbcUrl(postgres.jdbcUrl())
                .pool(PoolSettings.defaults().withSize(2))
                .dimensions(3);
    }

    @AfterEach
    void dropRole() {
        Sql.run(postgres.get(), "DROP OWNED BY " + ROLE, "DROP ROLE " + ROLE);
    }

    @Test
    void oldConnectionsServeOnAndNewOnesAskForTheNewPassword() {
        store().credentials(postgres.user(), postgres.password())
                .initSchema()
                .build()
                .close();
        Sql.run(
                postgres.get(),
                "CREATE ROLE " + ROLE + " LOGIN PASSWORD 'old'",
                "GRANT USAGE ON SCHEMA mem0 TO " + ROLE,
                "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA mem0 TO " + ROLE);
        AtomicReference<Credentials> current = new AtomicReference<>(new Credentials(ROLE, "old"));
        try (MemoryStore store = store().credentials(current::get).build()) {
            Sql.run(postgres.get(), "ALTER ROLE " + ROLE + " PASSWORD 'new'");
            assertThat(store.list(LIST).memories()).isEmpty();
            // As the pool does by and by when they are old.
            Sql.ask(
                    postgres.get(),
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = '" + ROLE + "'");
            assertThatThrownBy(() -> store.list(LIST))
                    .as("nobody has told the store")
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageNotContainingAny("old", "new");
            current.set(new Credentials(ROLE, "new"));
            PoolIT.await(() -> serves(store));
        }
        assertThatThrownBy(() -> store().credentials(ROLE, "old").build())
                .isInstanceOf(StoreUnavailableException.class);
    }

    private static boolean serves(MemoryStore store) {
        try {
            return store.list(LIST).memories().isEmpty();
        } catch (StoreUnavailableException e) {
            return false;
        }
    }
}
