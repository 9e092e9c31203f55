package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.services.Postgres;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.AddResult.Outcome;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.ScanRequest;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.store.StoredMemory;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Writers that meet at the worst moment: another one's uncommitted row or held lock makes it come. */
class RacesIT {
    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    private static final UUID FIRST = new UUID(1, 1);
    private static final UUID SECOND = new UUID(2, 2);

    private static HikariDataSource pool;
    private static MemoryStore store;

    private final MemoryScope scope = MemoryScope.user("racer-" + UUID.randomUUID());

    @BeforeAll
    static void open() {
        pool = TestPools.pool(postgres.get(), 8);
        store = PgVectorMemoryStore.builder()
                .dataSource(pool)
                .dimensions(RoundTripCases.SPACE.dimensions())
                .initSchema()
                .build();
    }

    @AfterAll
    static void close() {
        store.close();
        pool.close();
    }

    private static List<Tuple> outcomes(AddResult result) {
        return result.items().stream()
                .map(item -> tuple(item.id(), item.outcome(), item.version()))
                .toList();
    }

    @Test
    void anInsertOfTheSameIdWaitsAndFindsItsRepetition() throws SQLException {
        add(memory(SECOND, "template"));
        AddResult result = whileAnotherHolds(copyOf(SECOND, FIRST, "the text"), () -> add(memory(FIRST, "the text")));
        assertThat(outcomes(result)).containsExactly(tuple(FIRST, Outcome.CREATED, 1L));
    }

    /** Between the look at what is there and the insert, a row appears that is somebody else's. */
    @Test
    void aCarefulInsertOverwritesNothingThatComesInBetween() throws SQLException {
        NewMemory there = memory(FIRST, "there already");
        add(there);
        assertThatThrownBy(() -> whileAnotherHolds(
                        copyOf(FIRST, SECOND, "somebody else's"), () -> add(there, memory(SECOND, "mine"))))
                .isInstanceOfSatisfying(
                        StoreRejectedException.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(StoreRejectedException.Reason.ID_TAKEN));
        assertThat(text(SECOND)).isEqualTo("somebody else's");
    }

    @Test
    void aCarefulInsertTypesWhatComesInBetweenUnderAnotherAgent() throws SQLException {
        NewMemory there = memory(FIRST, "there already");
        add(there);
        String row = copyOf(FIRST, SECOND, "theirs")
                .replace("SELECT owner, tenant, user_id, agent,", "SELECT owner, tenant, user_id, 'theirs',");
        assertThatThrownBy(() -> whileAnotherHolds(row, () -> add(there, memory(SECOND, "mine"))))
                .isInstanceOfSatisfying(
                        StoreRejectedException.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(StoreRejectedException.Reason.ID_TAKEN));
    }

    @Test
    void aDeduplicatedAddOfTheSameTextBecomesItsDuplicate() throws SQLException {
        addOnce(memory(SECOND, "said before"));
        AddResult result = whileAnotherHolds(
                "UPDATE mem0.memory SET text_hash = " + hash("said now") + ", content = 'said now' WHERE " + id(SECOND),
                () -> addOnce(memory(FIRST, "said now")));
        assertThat(outcomes(result)).containsExactly(tuple(SECOND, Outcome.DUPLICATE, 1L));
        assertThat(count()).isEqualTo(1);
    }

    /** The same on the careful path, which an id that is there already leads to. */
    @Test
    void aCarefulDeduplicatedAddOfTheSameTextBecomesItsDuplicate() throws SQLException {
        UUID third = new UUID(3, 3);
        NewMemory there = memory(FIRST, "there already");
        addOnce(there);
        addOnce(memory(SECOND, "said before"));
        AddResult result = whileAnotherHolds(
                "UPDATE mem0.memory SET text_hash = " + hash("said now") + ", content = 'said now' WHERE " + id(SECOND),
                () -> addOnce(there, memory(third, "said now")));
        assertThat(outcomes(result))
                .containsExactly(tuple(FIRST, Outcome.CREATED, 1L), tuple(SECOND, Outcome.DUPLICATE, 1L));
    }

    @Test
    void aRestoreTakesOverATextThatIsAddedMeanwhile() throws SQLException {
        addOnce(memory(FIRST, "said now"));
        List<StoredMemory> saved =
                StoreAdmin.of(store).scan(ScanRequest.of(scope)).memories();
        addOnce(memory(SECOND, "said before"));
        store.delete(DeleteRequest.ids(scope, FIRST).asHard());
        whileAnotherHolds(
                "UPDATE mem0.memory SET text_hash = " + hash("said now") + ", content = 'said now' WHERE " + id(SECOND),
                () -> {
                    StoreAdmin.of(store).restore(RoundTripCases.SPACE, saved);
                    return true;
                });
        assertThat(addOnce(memory(UUID.randomUUID(), "said now")).items().get(0).id())
                .isEqualTo(FIRST);
    }

    @Test
    void aDeadlockIsUndoneAndRepeated() throws SQLException {
        store.add(AddRequest.of(scope, RoundTripCases.SPACE, memory(FIRST, "one"), memory(SECOND, "two")));
        long before = deadlocks();
        try (Connection other = postgres.get().connect()) {
            other.setAutoCommit(false);
            TestPools.execute(other, "SET LOCAL deadlock_timeout = '20s'"); // so the store's is the one undone
            TestPools.execute(other, "UPDATE mem0.memory SET version = version WHERE " + id(SECOND));
            CompletableFuture<AddResult> upsert = CompletableFuture.supplyAsync(
                    () -> store.add(AddRequest.of(scope, RoundTripCases.SPACE, memory(FIRST, "1"), memory(SECOND, "2"))
                            .withMode(AddRequest.Mode.UPSERT)));
            TestPools.awaitLockWait(postgres.get());
            TestPools.execute(other, "UPDATE mem0.memory SET version = version WHERE " + id(FIRST));
            other.commit();
            assertThat(upsert.join().items())
                    .extracting(AddResult.Item::version)
                    .containsExactly(2L, 2L);
        }
        TestPools.await(() -> deadlocks() > before);
    }

    /** The backend dies while the careful path, its first statements done, waits for a lock. */
    @Test
    void aWriterThatDiesHalfWayLeavesNothing() throws SQLException {
        NewMemory there = memory(FIRST, "there already");
        add(there);
        assertThatThrownBy(() -> whileAnotherHolds(
                        copyOf(FIRST, SECOND, "uncommitted"),
                        true,
                        () -> add(there, memory(new UUID(1, 9), "new"), memory(SECOND, "mine"))))
                .isInstanceOfSatisfying(
                        StoreUnavailableException.class,
                        down -> assertThat(down.outcome()).isEqualTo(StoreUnavailableException.Outcome.NOT_APPLIED));
        assertThat(count()).isEqualTo(1);
        assertThat(add(there, memory(new UUID(1, 9), "new")).items())
                .extracting(AddResult.Item::outcome)
                .containsOnly(Outcome.CREATED);
    }

    private <T> T whileAnotherHolds(String sql, java.util.function.Supplier<T> write) throws SQLException {
        return whileAnotherHolds(sql, false, write);
    }

    /** Commits {@code sql} once the write waits for it, or kills the writer and takes it back. */
    private <T> T whileAnotherHolds(String sql, boolean kill, java.util.function.Supplier<T> write)
            throws SQLException {
        try (Connection other = postgres.get().connect()) {
            other.setAutoCommit(false);
            try (PreparedStatement statement = other.prepareStatement(sql)) {
                assertThat(statement.executeUpdate()).isEqualTo(1);
            }
            CompletableFuture<T> waiting = CompletableFuture.supplyAsync(write);
            TestPools.awaitLockWait(postgres.get());
            if (kill) {
                TestPools.execute(
                        postgres.get(),
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                                + " AND wait_event_type = 'Lock'");
                waiting.handle((result, failure) -> result).join();
                other.rollback();
            } else {
                other.commit();
            }
            return waiting.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    private String copyOf(UUID template, UUID id, String text) {
        return "INSERT INTO mem0.memory (" + NewRows.COLUMNS + ") SELECT owner, tenant, user_id, agent, run, '" + id
                + "', '" + text.replace("'", "''") + "', metadata, embedding, created_at, updated_at, expires_at, 1, 1,"
                + " NULL FROM mem0.memory WHERE " + id(template);
    }

    private String id(UUID id) {
        return "id = '" + id + "' AND user_id = '" + scope.user() + "'";
    }

    private String hash(String text) {
        return "'\\x" + java.util.HexFormat.of().formatHex(Layout.textHash(scope, text)) + "'::bytea";
    }

    private AddResult add(NewMemory... memories) {
        return store.add(AddRequest.of(scope, RoundTripCases.SPACE, memories));
    }

    private AddResult addOnce(NewMemory... memories) {
        return store.add(AddRequest.of(scope, RoundTripCases.SPACE, memories).withDeduplication());
    }

    private String text(UUID id) {
        return store.get(GetRequest.of(scope, id)).memories().get(0).text();
    }

    private long count() {
        return StoreAdmin.of(store).count(scope);
    }

    private static long deadlocks() {
        return Long.parseLong(TestPools.ask(
                postgres.get(), "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"));
    }

    private static NewMemory memory(UUID id, String text) {
        return new NewMemory(id, text, Embedding.of(1, 2, 3, 4, 5, 6, 7, 8), Metadata.EMPTY, null, null);
    }
}
