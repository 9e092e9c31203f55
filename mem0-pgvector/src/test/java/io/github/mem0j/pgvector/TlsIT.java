package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.services.OwnPostgres;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.StoreUnavailableException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TlsIT {
    @Test
    void verifiesTheServersCertificate() {
        try (OwnPostgres server = OwnPostgres.options().withTls().start();
                OwnPostgres other = OwnPostgres.options().withTls().start()) {
            try (PgVectorMemoryStore store = store(server, server.caFile()).build()) {
                assertThat(store.list(ListRequest.of(MemoryScope.user("u"))).memories())
                        .isEmpty();
                assertThat(Sql.ask(
                                server.get(),
                                "SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)"
                                        + " WHERE application_name = 'mem0j'"))
                        .isEqualTo("t");
                assertThat(store).asString().doesNotContain(server.password());
            }
            assertThatThrownBy(() -> store(server, other.caFile()).build())
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("SSL")
                    .hasMessageContaining("sslrootcert");
        }
    }

    private static PgVectorMemoryStoreBuilder store(OwnPostgres server, Path ca) {
        return PgVectorMemoryStore.builder()
                .jdbcUrl(server.jdbcUrl() + "?sslmode=verify-full&sslrootcert=" + ca)
                .credentials(server.user(), server.password())
                .pool(PoolSettings.defaults().withSize(2))
                .dimensions(3)
                .initSchema();
    }
}
