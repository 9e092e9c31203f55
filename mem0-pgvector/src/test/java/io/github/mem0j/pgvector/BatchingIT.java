package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.batching.Batching;
import io.github.mem0j.batching.BatchingStatistics;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.services.OwnPostgres;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.MemoryStoreException;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.store.StoreUnavailableException.Outcome;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Many callers on a real server that keeps its promises. */
class BatchingIT {
    /** What became of one add. */
    private record Tried(
            MemoryScope scope, NewMemory memory, @Nullable MemoryStoreException failure, long millis) {}

    private final Queue<Tried> tried = new ConcurrentLinkedQueue<>();

    private static NewMemory memory(String text) {
        return NewMemory.of(text, Embedding.of(1, 2, 3));
    }

    private void add(MemoryStore store, MemoryScope scope, NewMemory memory, Duration timeout) {
        long start = System.nanoTime();
        MemoryStoreException failure = null;
        try {
            store.add(AddRequest.of(scope, Trial.SPACE, memory).withDeadline(Deadline.after(timeout)));
        } catch (MemoryStoreException e) {
            failure = e;
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        tried.add(new Tried(scope, memory, failure, millis));
    }

    private static Thread start(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void join(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(60_000);
            assertThat(thread.isAlive()).isFalse();
        }
    }

    private static boolean isThere(MemoryStore store, Tried one) {
        return !store.get(GetRequest.of(one.scope(), one.memory().id()))
                .memories()
                .isEmpty();
    }

    @Test
    void onePoisonedAmongAThousandFailsAlone() throws Exception {
        try (OwnPostgres server = OwnPostgres.start(Map.of())) {
            Trial trial = new Trial(server.get());
            try (MemoryStore plain = trial.store().build();
                    MemoryStore store = Batching.defaults().over(plain)) {
                // What only the server can refuse.
                Sql.run(trial.database(), "ALTER TABLE mem0.memory ADD CHECK (content <> 'poison')");
                List<Thread> threads = new ArrayList<>();
                for (int i = 0; i < 1_000; i++) {
                    MemoryScope scope = MemoryScope.user("user-" + i % 300);
                    NewMemory memory = memory(i == 567 ? "poison" : "text " + i);
                    threads.add(start(() -> add(store, scope, memory, Duration.ofSeconds(30))));
                }
                join(threads);
                assertThat(tried).hasSize(1_000);
                assertThat(tried.stream().filter(one -> one.failure() != null))
                        .singleElement()
                        .satisfies(one -> {
                            assertThat(one.memory().text()).isEqualTo("poison");
                            assertThat(one.failure()).isInstanceOf(StoreRejectedException.class);
                        });
                assertThat(trial.rows()).isEqualTo(999);
                BatchingStatistics.Figures figures =
                        store.unwrap(BatchingStatistics.class).orElseThrow().adds();
                assertThat(figures.batched()).isGreaterThan(figures.batches());
            }
        }
    }

    /** The batches that are under way when the server dies wait for a lock there, so none of their rows is committed. */
    @Test
    void killedMidBatchNobodyIsToldWronglyOrWaitsLonger() throws Exception {
        try (OwnPostgres server = OwnPostgres.start(Map.of())) {
            Trial trial = new Trial(server.get());
            Duration timeout = Duration.ofSeconds(8);
            try (MemoryStore plain = trial.store().build();
                    MemoryStore store = Batching.defaults().over(plain)) {
                Connection lock;
                List<Thread> threads = new ArrayList<>();
                for (int i = 0; i < 32; i++) {
                    MemoryScope scope = MemoryScope.user("user-" + i);
                    threads.add(start(() -> {
                        for (int j = 0; j < 40; j++) {
                            add(store, scope, memory("text " + j), timeout);
                        }
                    }));
                }
                PoolIT.await(() -> tried.size() > 200);
                lock = trial.holding("LOCK TABLE mem0.memory IN EXCLUSIVE MODE");
                // Whether anybody else is queued or all are in these two is chance.
                trial.awaitWaiting(2);
                int acknowledged = tried.size();
                assertThat(tried).allMatch(one -> one.failure() == null);
                server.kill();
                PoolIT.await(() -> tried.size() > acknowledged);
                server.restart();
                join(threads);
                lock.close();

                assertThat(tried).allMatch(one -> one.millis() < timeout.toMillis() + 500);
                assertThat(tried).hasSize(32 * 40);
                for (Tried one : tried) {
                    if (one.failure() == null) {
                        assertThat(isThere(plain, one)).as("acknowledged").isTrue();
                    } else {
                        assertThat(one.failure()).isInstanceOf(StoreUnavailableException.class);
                        boolean known = ((StoreUnavailableException) one.failure()).outcome() == Outcome.NOT_APPLIED;
                        assertThat(known && isThere(plain, one))
                                .as("not applied, but there")
                                .isFalse();
                    }
                }
                assertThat(tried)
                        .anyMatch(one ->
                                one.failure() instanceof StoreUnavailableException e && e.outcome() == Outcome.UNKNOWN);
            }
        }
    }
}
