package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.Expiry;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.services.OwnPostgres;
import io.github.mem0j.services.Postgres;
import io.github.mem0j.services.TcpProxy;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.ReadOptions;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.store.StoreUnavailableException.Outcome;
import io.github.mem0j.store.UpdateRequest;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Answers come by the deadline plus a little, whatever holds them up. */
class DeadlineIT {
    private static final Duration DEADLINE = Duration.ofMillis(400);

    /** 20 ms until a connection is cut, 100 for a second try of an idle connection, and a busy machine. */
    private static final Duration LATEST = Duration.ofMillis(400 + 50 + 250);

    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    private final List<NewMemory> one = Trial.memories(1);

    private UpdateRequest update() {
        return UpdateRequest.of(
                Trial.SCOPE, one.get(0).id(), MemoryChange.none().withExpiry(Expiry.CLEAR));
    }

    private static StoreUnavailableException inTime(CompletableFuture<StoreUnavailableException> failure, long start)
            throws Exception {
        StoreUnavailableException e = failure.get(20, TimeUnit.SECONDS);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(took).isBetween(DEADLINE.minusMillis(20), LATEST);
        return e;
    }

    @Test
    void whenAnotherSessionHoldsARow() throws Exception {
        Trial trial = new Trial(postgres.get());
        try (PgVectorMemoryStore store = trial.store().build()) {
            store.add(Trial.add(one));
            try (Connection other = trial.holding("UPDATE mem0.memory SET version = version")) {
                // What the server says arrives in time or not: a busy machine may take longer to cancel.
                Outcome outcome = Outcome.UNKNOWN;
                for (int i = 0; i < 10 && outcome == Outcome.UNKNOWN; i++) {
                    long start = System.nanoTime();
                    CompletableFuture<StoreUnavailableException> failure =
                            Trial.failing(() -> store.update(update().withDeadline(Deadline.after(DEADLINE))));
                    outcome = inTime(failure, start).outcome();
                }
                assertThat(outcome).isEqualTo(Outcome.NOT_APPLIED);
                other.rollback();
            }
            assertThat(store.update(update()).version()).isEqualTo(2);
            Trial.assertSound(store, trial.database());
        }
    }

    @Test
    void whenTheNetworkStallsDuringAStatement() throws Exception {
        Trial trial = new Trial(postgres.get());
        try (TcpProxy proxy = TcpProxy.to(postgres.host(), postgres.port());
                PgVectorMemoryStore store =
                        new Trial(postgres.get().through(proxy)).store().build()) {
            store.add(Trial.add(one));
            try (Connection other = trial.holding("UPDATE mem0.memory SET version = version")) {
                long start = System.nanoTime();
                CompletableFuture<StoreUnavailableException> failure =
                        Trial.failing(() -> store.update(update().withDeadline(Deadline.after(DEADLINE))));
                trial.awaitOneWaiting();
                proxy.stall();
                assertThat(inTime(failure, start).outcome()).isEqualTo(Outcome.UNKNOWN);
                other.rollback();
                proxy.heal();
            }
            PoolIT.await(() -> works(store));
            Trial.assertSound(store, trial.database());
        }
    }

    @Test
    void whenTheServerHangsAsConnectionsIdle() throws Exception {
        try (OwnPostgres server = OwnPostgres.start(Map.of("fsync", "off"))) {
            Trial trial = new Trial(server.get());
            try (PgVectorMemoryStore store = trial.store().build()) {
                store.add(Trial.add(one));
                TimeUnit.MILLISECONDS.sleep(600); // from 500 ms on the pool tries connections before it gives them
                server.pause();
                for (int i = 0; i < 3; i++) {
                    long start = System.nanoTime();
                    CompletableFuture<StoreUnavailableException> failure = Trial.failing(() -> list(store));
                    assertThat(inTime(failure, start).outcome()).isEqualTo(Outcome.NOT_APPLIED);
                }
                server.resume();
                PoolIT.await(() -> works(store));
                Trial.assertSound(store, trial.database());
            }
        }
    }

    private static void list(PgVectorMemoryStore store) {
        store.list(ListRequest.of(Trial.SCOPE).withOptions(ReadOptions.DEFAULT.withDeadline(Deadline.after(DEADLINE))));
    }

    private static boolean works(PgVectorMemoryStore store) {
        try {
            list(store);
            return true;
        } catch (StoreUnavailableException e) {
            return false;
        }
    }
}
