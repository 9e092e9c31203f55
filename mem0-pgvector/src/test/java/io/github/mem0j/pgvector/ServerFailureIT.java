package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.Expiry;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.services.Postgres;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.store.StoreUnavailableException.Outcome;
import io.github.mem0j.store.UpdateRequest;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ServerFailureIT {
    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    private Trial trial;
    private PgVectorMemoryStore store;

    @BeforeEach
    void open() {
        trial = new Trial(postgres.get());
        Sql.run(trial.database(), "DROP SCHEMA IF EXISTS mem0 CASCADE");
        store = trial.store().build();
    }

    @AfterEach
    void close() {
        Trial.assertSound(store, trial.database());
        store.close();
    }

    @Test
    void backendEndsDuringASearch() throws Exception {
        store.add(Trial.add(Trial.memories(5)));
        try (Connection other = trial.holding("LOCK TABLE mem0.memory IN ACCESS EXCLUSIVE MODE")) {
            SearchRequest search = SearchRequest.of(Trial.SCOPE, Trial.SPACE, Embedding.of(1, 0, 0));
            assertThat(trial.killed(() -> store.search(search)).outcome()).isEqualTo(Outcome.NOT_APPLIED);
            other.rollback();
            assertThat(store.search(search).hits()).hasSize(5);
        }
    }

    @Test
    void backendEndsDuringAnUpdate() throws Exception {
        List<NewMemory> one = Trial.memories(1);
        store.add(Trial.add(one));
        UpdateRequest update = UpdateRequest.of(
                Trial.SCOPE, one.get(0).id(), MemoryChange.none().withExpiry(Expiry.CLEAR));
        try (Connection other = trial.holding("UPDATE mem0.memory SET version = version")) {
            assertThat(trial.killed(() -> store.update(update)).outcome()).isEqualTo(Outcome.UNKNOWN);
            other.rollback();
            assertThat(store.update(update).version()).isEqualTo(2);
        }
    }

    /** In the middle: the row that it meets is one of the last. */
    @Test
    void backendEndsDuringCopy() throws Exception {
        List<NewMemory> many = Trial.memories(2_500);
        try (Connection other = trial.holding(taking(many))) {
            assertThat(trial.killed(() -> store.add(Trial.add(many))).outcome()).isEqualTo(Outcome.UNKNOWN);
            other.rollback();
            assertThat(trial.rows()).isZero();
        }
        store.add(Trial.add(many));
        assertThat(trial.rows()).isEqualTo(2_500);
    }

    /** Staged already, not yet upserted, and nothing committed. */
    @Test
    void backendEndsWithinATransaction() throws Exception {
        List<NewMemory> many = Trial.memories(2_500);
        AddRequest upsert = Trial.add(many).withMode(AddRequest.Mode.UPSERT);
        try (Connection other = trial.holding(taking(many))) {
            assertThat(trial.killed(() -> store.add(upsert)).outcome()).isEqualTo(Outcome.NOT_APPLIED);
            other.rollback();
            assertThat(trial.rows()).isZero();
        }
        store.add(upsert);
        assertThat(trial.rows()).isEqualTo(2_500);
    }

    /** An uncommitted row under the id that is written late. */
    private String taking(List<NewMemory> memories) {
        store.add(Trial.add(Trial.memories(1)));
        List<NewMemory> sorted = new ArrayList<>(memories);
        sorted.sort((a, b) -> a.id().toString().compareTo(b.id().toString()));
        Sql.run(trial.database(), "CREATE TABLE IF NOT EXISTS example AS SELECT * FROM mem0.memory");
        store.delete(DeleteRequest.everything(Trial.SCOPE).asHard());
        return "INSERT INTO mem0.memory SELECT (e).* FROM (SELECT jsonb_populate_record(e, '{\"id\": \""
                + sorted.get(2_400).id() + "\"}') AS e FROM example e LIMIT 1) x";
    }

    @Test
    void statementTimeoutOfTheServer() throws Exception {
        List<NewMemory> one = Trial.memories(1);
        store.add(Trial.add(one));
        try (PgVectorMemoryStore impatient = trial.store()
                        .session(SessionSettings.defaults().with("statement_timeout", "200"))
                        .build();
                Connection other = trial.holding("UPDATE mem0.memory SET version = version")) {
            UpdateRequest update = UpdateRequest.of(
                    Trial.SCOPE, one.get(0).id(), MemoryChange.none().withExpiry(Expiry.CLEAR));
            StoreUnavailableException failure =
                    catchThrowableOfType(StoreUnavailableException.class, () -> impatient.update(update));
            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
            assertThat(failure).hasMessageContaining("allow more time");
            other.rollback();
            assertThat(impatient.update(update).version()).isEqualTo(2);
            assertThat(impatient.poolStatistics().orElseThrow().active()).isZero();
        }
    }

    @Test
    void constraintOfTheHost() {
        Sql.run(trial.database(), "ALTER TABLE mem0.memory ADD CONSTRAINT polite CHECK (content <> 'a secret')");
        List<NewMemory> rude = new ArrayList<>(Trial.memories(3));
        rude.add(NewMemory.of("a secret", Embedding.of(1, 0, 0)));
        assertThatThrownBy(() -> store.add(Trial.add(rude)))
                .isInstanceOf(StoreRejectedException.class)
                .hasMessageContaining("polite")
                .hasMessageNotContaining("a secret")
                .hasNoSuppressedExceptions();
        assertThat(trial.rows()).isZero();
    }

    @Test
    void tableGoneForAWhile() {
        List<NewMemory> one = Trial.memories(1);
        Sql.run(trial.database(), "ALTER TABLE mem0.memory RENAME TO elsewhere");
        assertThatThrownBy(() -> store.add(Trial.add(one)))
                .isInstanceOf(StoreRejectedException.class)
                .hasMessageContaining("initSchema");
        Sql.run(trial.database(), "ALTER TABLE mem0.elsewhere RENAME TO memory");
        store.add(Trial.add(one));
    }
}
