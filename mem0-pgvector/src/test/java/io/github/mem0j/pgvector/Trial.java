package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.services.PostgresDatabase;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.StoreUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** A store on a server, which other sessions hold up and end. */
record Trial(PostgresDatabase database) {
    static final MemoryScope SCOPE = MemoryScope.user("u");
    static final EmbeddingSpace SPACE = new EmbeddingSpace("m", 3);

    PgVectorMemoryStoreBuilder store() {
        return PgVectorMemoryStore.builder()
                .jdbcUrl(database.jdbcUrl())
                .credentials(database.user(), database.password())
                .pool(PoolSettings.defaults().withSize(2))
                .dimensions(3)
                .initSchema();
    }

    static List<NewMemory> memories(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> NewMemory.of("text " + i, Embedding.of(1, i, 0)))
                .toList();
    }

    static AddRequest add(List<NewMemory> memories) {
        return AddRequest.of(SCOPE, SPACE, memories);
    }

    /** Another session that has done something and not yet ended its transaction. */
    Connection holding(String sql) throws SQLException {
        Connection connection = database.connect();
        connection.setAutoCommit(false);
        connection.createStatement().execute(sql);
        return connection;
    }

    private static final String WAITING =
            "FROM pg_stat_activity WHERE application_name = 'mem0j' AND wait_event_type = 'Lock'"
                    + " AND datname = current_database()";

    void awaitOneWaiting() {
        awaitWaiting(1);
    }

    void awaitWaiting(int sessions) {
        PoolIT.await(() -> Sql.ask(database, "SELECT count(*) " + WAITING).equals(String.valueOf(sessions)));
    }

    /** How {@code operation} fails when the server ends it while it waits for a lock. */
    StoreUnavailableException killed(Runnable operation) throws Exception {
        CompletableFuture<StoreUnavailableException> failure = failing(operation);
        awaitOneWaiting();
        Sql.ask(database, "SELECT pg_terminate_backend(pid) " + WAITING);
        return failure.get(10, TimeUnit.SECONDS);
    }

    static CompletableFuture<StoreUnavailableException> failing(Runnable operation) {
        CompletableFuture<StoreUnavailableException> failure = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                failure.complete(catchThrowableOfType(StoreUnavailableException.class, operation::run));
            } catch (Throwable e) {
                failure.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return failure;
    }

    long rows() {
        return Long.parseLong(Sql.ask(database, "SELECT count(*) FROM mem0.memory"));
    }

    /** No connection is lost, nothing is left open at the server, and the store works. */
    static void assertSound(PgVectorMemoryStore store, PostgresDatabase database) {
        assertThat(store.poolStatistics().orElseThrow().active()).isZero();
        PoolIT.await(() -> Sql.ask(
                        database,
                        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'mem0j'"
                                + " AND datname = current_database() AND state <> 'idle'")
                .equals("0"));
        List<NewMemory> one = memories(1);
        store.add(add(one));
        store.add(add(one)); // the same again
    }
}
