package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.services.OwnPostgres;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.ReadOptions;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.store.StoreUnavailableException.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RestartIT {
    /** What became of one add of three memories. */
    private record Tried(List<NewMemory> memories, Outcome outcome) {}

    @Test
    void killedAndRestartedUnderLoad() throws Exception {
        try (OwnPostgres server = OwnPostgres.start(Map.of())) {
            Trial trial = new Trial(server.get());
            try (PgVectorMemoryStore store =
                    trial.store().pool(PoolSettings.defaults().withSize(4)).build()) {
                Queue<Tried> tried = new ConcurrentLinkedQueue<>();
                AtomicInteger added = new AtomicInteger();
                AtomicInteger goal = new AtomicInteger(Integer.MAX_VALUE);
                List<CompletableFuture<Void>> writers = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    writers.add(CompletableFuture.runAsync(
                            () -> {
                                while (added.get() < goal.get()) {
                                    tried.add(add(store, added));
                                }
                            },
                            task -> {
                                Thread thread = new Thread(task);
                                thread.setDaemon(true);
                                thread.start();
                            }));
                }
                PoolIT.await(() -> added.get() > 100);
                server.kill();
                PoolIT.await(() -> tried.stream().anyMatch(one -> one.outcome() != null));
                server.restart();
                goal.set(added.get() + 100);
                for (CompletableFuture<Void> writer : writers) {
                    writer.get(60, TimeUnit.SECONDS);
                }

                for (Tried one : tried) {
                    int there = there(store, one.memories()).size();
                    if (one.outcome() == null) {
                        assertThat(there).as("acknowledged").isEqualTo(3);
                    } else if (one.outcome() == Outcome.NOT_APPLIED) {
                        assertThat(there).as("not applied").isZero();
                    } else {
                        assertThat(there).as("unknown, but not half").isIn(0, 3);
                    }
                }
                Trial.assertSound(store, trial.database());
            }
        }
    }

    private static Tried add(PgVectorMemoryStore store, AtomicInteger added) {
        List<NewMemory> three = Trial.memories(3);
        try {
            store.add(Trial.add(three));
            added.incrementAndGet();
            return new Tried(three, null);
        } catch (StoreUnavailableException e) {
            return new Tried(three, e.outcome());
        }
    }

    private static Set<UUID> there(PgVectorMemoryStore store, List<NewMemory> memories) {
        List<UUID> ids = memories.stream().map(NewMemory::id).toList();
        Set<UUID> found = new HashSet<>();
        for (Memory memory : store.get(GetRequest.of(Trial.SCOPE, ids)).memories()) {
            found.add(memory.id());
        }
        return found;
    }

    /** HikariCP by itself would sleep for another 2 s. */
    @Test
    void backAtOnceWhenTheServerIs() throws Exception {
        try (OwnPostgres server = OwnPostgres.start(Map.of("fsync", "off"))) {
            Trial trial = new Trial(server.get());
            try (PgVectorMemoryStore store = trial.store().build()) {
                store.add(Trial.add(Trial.memories(1)));
                server.stop();
                TimeUnit.SECONDS.sleep(3); // by then it has failed eight times
                server.restart();
                ListRequest list = ListRequest.of(Trial.SCOPE);
                Deadline deadline = Deadline.after(Duration.ofSeconds(1));
                assertThat(store.list(list.withOptions(ReadOptions.DEFAULT.withDeadline(deadline)))
                                .memories())
                        .hasSize(1);
                Trial.assertSound(store, trial.database());
            }
        }
    }

    @Test
    void diskFull() {
        try (OwnPostgres server = OwnPostgres.options().withDiskOf(8).start()) {
            Trial trial = new Trial(server.get());
            try (PgVectorMemoryStore store = trial.store().build()) {
                Sql.run(
                        trial.database(),
                        "CREATE TABLE filler AS SELECT repeat('x', 1000) FROM generate_series(1, 1000)");
                String text = "x".repeat(2_000);
                StoreUnavailableException failure = null;
                long rows = 0;
                for (int i = 0; i < 20 && failure == null; i++) {
                    rows = trial.rows();
                    List<NewMemory> many = new ArrayList<>();
                    for (int j = 0; j < 2_100; j++) {
                        many.add(NewMemory.of(
                                j + UUID.randomUUID().toString().repeat(50) + text, Embedding.of(1, j, 0)));
                    }
                    failure = catchThrowableOfType(StoreUnavailableException.class, () -> store.add(Trial.add(many)));
                }
                assertThat(failure).isNotNull().hasMessageContaining("disk");
                assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
                assertThat(trial.rows()).isEqualTo(rows);
                Sql.run(
                        trial.database(),
                        "DROP TABLE filler",
                        "CHECKPOINT",
                        "TRUNCATE mem0.memory CASCADE",
                        "CHECKPOINT");
                Trial.assertSound(store, trial.database());
            }
        }
    }
}
