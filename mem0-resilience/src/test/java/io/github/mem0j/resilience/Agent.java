package io.github.mem0j.resilience;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.StoreResult;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.store.StoreUnavailableException.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Somebody who reads and writes a user's memories, alone, and so knows what each answer must hold: all that was
 * acknowledged, nothing that was not applied, and perhaps what nobody can know.
 */
final class Agent {
    static final EmbeddingSpace SPACE = new EmbeddingSpace("outage", 8);
    static final Duration READ = Duration.ofSeconds(1);
    static final Duration WRITE = Duration.ofSeconds(5);
    private static final int MOST = 60;
    private static final long PAUSE_NANOS = 2_000_000;
    private static final int HITS = 10;

    private final MemoryStore store;
    private final Tally tally;
    private final MemoryScope user;
    private final Random random;
    private final Embedding usual;
    private final List<UUID> sure = new ArrayList<>();
    private final Set<UUID> maybe = new HashSet<>();

    Agent(MemoryStore store, Tally tally, int number) {
        this.store = store;
        this.tally = tally;
        user = MemoryScope.user("user " + number);
        random = new Random(number);
        usual = vector();
    }

    private Embedding vector() {
        float[] vector = new float[SPACE.dimensions()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return Embedding.of(vector);
    }

    /** The first memories. */
    void begin() {
        for (int i = 0; i < 2 * HITS; i++) {
            add();
        }
    }

    void workUntil(BooleanSupplier over) {
        while (!over.getAsBoolean()) {
            int dice = random.nextInt(100);
            if (sure.isEmpty() || (dice < 7 && sure.size() < MOST)) {
                add();
            } else if (dice < 10) {
                delete();
            } else if (dice < 40) {
                list();
            } else if (dice < 70) {
                get();
            } else {
                search(dice < 90 ? usual : vector());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void add() {
        NewMemory memory = NewMemory.of("said something", vector());
        try {
            timed(true, () -> store.add(AddRequest.of(user, SPACE, memory)));
            sure.add(memory.id());
        } catch (StoreUnavailableException e) {
            if (failed(e) == Outcome.UNKNOWN) {
                maybe.add(memory.id());
            }
        }
    }

    private void delete() {
        UUID id = sure.get(random.nextInt(sure.size()));
        try {
            timed(true, () -> store.delete(DeleteRequest.ids(user, id)));
            sure.remove(id);
        } catch (StoreUnavailableException e) {
            if (failed(e) == Outcome.UNKNOWN) {
                sure.remove(id);
                maybe.add(id);
            }
        }
    }

    private void list() {
        reading(() -> {
            check(timed(() -> store.list(ListRequest.of(user).withLimit(1_000))).memories(), sure.size());
        });
    }

    private void get() {
        UUID id = sure.get(random.nextInt(Math.min(HITS, sure.size())));
        reading(() -> {
            if (timed(() -> store.get(GetRequest.of(user, id))).memories().isEmpty()) {
                tally.wrong.add("get lacks " + id);
            }
        });
    }

    private void search(Embedding query) {
        reading(() -> check(
                timed(() -> store.search(SearchRequest.of(user, SPACE, query).withLimit(HITS)))
                        .memories(),
                Math.min(HITS, sure.size())));
    }

    private void reading(Runnable read) {
        try {
            read.run();
        } catch (StoreUnavailableException e) {
            Outcome unused = failed(e);
        }
    }

    private void check(List<Memory> found, int atLeast) {
        Set<UUID> ids = new HashSet<>(found.stream().map(Memory::id).toList());
        Set<UUID> possible = new HashSet<>(sure);
        possible.addAll(maybe);
        if (!possible.containsAll(ids)) {
            tally.wrong.add("there is what was deleted or never stored");
        }
        ids.retainAll(sure);
        if (ids.size() + maybe.size() < atLeast || (atLeast == sure.size() && ids.size() < atLeast)) {
            tally.wrong.add("only " + ids.size() + " of " + atLeast + " memories");
        }
    }

    private <R extends StoreResult> R timed(Supplier<R> call) {
        return timed(false, call);
    }

    private <R extends StoreResult> R timed(boolean write, Supplier<R> call) {
        long start = System.nanoTime();
        try {
            R result = call.get();
            tally.answered(result);
            return result;
        } finally {
            tally.took(write, start);
        }
    }

    private Outcome failed(StoreUnavailableException e) {
        tally.failed.incrementAndGet();
        if (e.outcome() == Outcome.UNKNOWN) {
            tally.unknown.incrementAndGet();
        }
        return e.outcome();
    }

    /** Compares with what is there in the end. */
    void checkAll(MemoryStore truth) {
        check(truth.list(ListRequest.of(user).withLimit(1_000)).memories(), sure.size());
    }
}
