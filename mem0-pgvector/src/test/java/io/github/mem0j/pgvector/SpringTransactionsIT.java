package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.services.Postgres;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.StoreRejectedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

class SpringTransactionsIT {
    private static final MemoryScope SCOPE = MemoryScope.user("u");
    private static final EmbeddingSpace SPACE = new EmbeddingSpace("m", 3);

    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    private static HikariDataSource pool(boolean autoCommit) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(postgres.jdbcUrl());
        config.setUsername(postgres.user());
        config.setPassword(postgres.password());
        config.setAutoCommit(autoCommit);
        config.setMaximumPoolSize(2);
        return new HikariDataSource(config);
    }

    private static AddRequest add() {
        return AddRequest.of(SCOPE, SPACE, NewMemory.of("x", Embedding.of(1, 0, 0)));
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true"})
    void anOuterTransactionIsRefusedAndStaysUsable(boolean autoCommit, boolean begun) {
        try (HikariDataSource pool = pool(autoCommit)) {
            Sql.run(postgres.get(), "DROP TABLE IF EXISTS t", "CREATE TABLE t (x int)");
            TransactionAwareDataSourceProxy proxy = new TransactionAwareDataSourceProxy(pool);
            TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(pool));
            JdbcTemplate jdbc = new JdbcTemplate(proxy);
            MemoryStore store = PgVectorMemoryStore.builder()
                    .dataSource(proxy)
                    .dimensions(3)
                    .initSchema()
                    .build();
            int before = store.list(ListRequest.of(SCOPE)).memories().size();

            transaction.executeWithoutResult(status -> {
                if (begun) {
                    jdbc.update("INSERT INTO t VALUES (1)");
                }
                assertThatThrownBy(() -> store.add(add()))
                        .isInstanceOf(StoreRejectedException.class)
                        .hasMessageContaining("outer transaction");
                assertThatThrownBy(() -> store.list(ListRequest.of(SCOPE))).isInstanceOf(StoreRejectedException.class);
                jdbc.update("INSERT INTO t VALUES (2)");
            });

            assertThat(Sql.ask(postgres.get(), "SELECT count(*) FROM t")).isEqualTo(begun ? "2" : "1");
            store.add(add()); // outside it works
            assertThat(store.list(ListRequest.of(SCOPE)).memories()).hasSize(before + 1);
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
        }
    }

    /** Nothing tells such a connection from a free one; and its transaction, being empty, ends with ours harmlessly. */
    @Test
    void anEmptyTransactionOnAPoolWithoutAutoCommitIsCommitted() {
        try (HikariDataSource pool = pool(false)) {
            Sql.run(postgres.get(), "DROP TABLE IF EXISTS t", "CREATE TABLE t (x int)");
            TransactionAwareDataSourceProxy proxy = new TransactionAwareDataSourceProxy(pool);
            MemoryStore store = PgVectorMemoryStore.builder()
                    .dataSource(proxy)
                    .dimensions(3)
                    .initSchema()
                    .build();
            int before = store.list(ListRequest.of(SCOPE)).memories().size();
            new TransactionTemplate(new DataSourceTransactionManager(pool)).executeWithoutResult(status -> {
                store.add(add());
                new JdbcTemplate(proxy).update("INSERT INTO t VALUES (1)");
                status.setRollbackOnly();
            });
            assertThat(store.list(ListRequest.of(SCOPE)).memories()).hasSize(before + 1);
            assertThat(Sql.ask(postgres.get(), "SELECT count(*) FROM t")).isEqualTo("0");
        }
    }
}
