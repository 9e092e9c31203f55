package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.services.OwnPostgres;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.StoreUnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsIT {
    @Test
    void verifiesTheServersCertificate(@TempDir Path folder) throws Exception {
        try (OwnPostgres server = OwnPostgres.options().withTls().start()) {
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
            assertThatThrownBy(() -> store(server, stranger(folder)).build())
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("SSL")
                    .hasMessageContaining("sslrootcert");
        }
    }

    /** Somebody whom the JDK trusts, and who knows nothing of this server. */
    private static Path stranger(Path folder) throws Exception {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        X509Certificate certificate = ((X509TrustManager) factory.getTrustManagers()[0]).getAcceptedIssuers()[0];
        String encoded = Base64.getMimeEncoder().encodeToString(certificate.getEncoded());
        return Files.writeString(
                folder.resolve("stranger.crt"),
                "-----BEGIN CERTIFICATE-----\n" + encoded + "\n-----END CERTIFICATE-----\n");
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
