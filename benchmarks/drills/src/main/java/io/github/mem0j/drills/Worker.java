package io.github.mem0j.drills;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.UpdateRequest;
import io.github.mem0j.store.UpdateResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Writes one owner's memories, alone, and reads these and other owners'. One thread. */
final class Worker {
    private static final int MOST_HELD = 30;

    private final Exercise exercise;
    private final MemoryStore store;
    private final int number;
    private final int jvms;
    private final Calls calls;
    private final Random random;
    private final String owner;
    private final List<UUID> sure = new ArrayList<>();

    Worker(Exercise exercise, MemoryStore store, int number, int jvms) {
        this.exercise = exercise;
        this.store = store;
        this.number = number;
        this.jvms = jvms;
        calls = new Calls(exercise.oracle, exercise.tally);
        random = new Random(number);
        owner = exercise.ownerOf(number);
    }

    /** One call; whether it was a write that was acknowledged. */
    boolean turn() {
        int dice = random.nextInt(100);
        if (sure.isEmpty() || dice < exercise.writePercent() / 2) {
            return sure.size() < MOST_HELD ? add() : delete();
        }
        if (dice < exercise.writePercent()) {
            return update();
        }
        read(dice % 3);
        return false;
    }

    private boolean add() {
        UUID id = NewMemory.of("any", vector()).id();
        String text = exercise.oracle.owner(owner).newText();
        NewMemory memory = NewMemory.of(text, vector()).withId(id);
        boolean added = calls.write(owner, id, text, () -> store.add(AddRequest.of(scope(owner), Stack.SPACE, memory)));
        if (added) {
            sure.add(id);
        }
        return added;
    }

    private boolean update() {
        UUID id = sure.get(random.nextInt(sure.size()));
        String text = exercise.oracle.owner(owner).newText();
        MemoryChange change = MemoryChange.none().withText(text, vector());
        boolean updated = calls.write(
                owner, id, text, () -> found(store.update(UpdateRequest.of(scope(owner), id, Stack.SPACE, change))));
        if (!updated) {
            sure.remove(id); // nobody knows what it is now
        }
        return updated;
    }

    private UpdateResult found(UpdateResult result) {
        if (result.outcome() == UpdateResult.Outcome.NOT_FOUND) {
            throw new IllegalStateException("an acknowledged memory was not found by an update");
        }
        return result;
    }

    private boolean delete() {
        UUID id = sure.remove(random.nextInt(sure.size()));
        return calls.write(owner, id, null, () -> store.delete(DeleteRequest.ids(scope(owner), id)));
    }

    private void read(int kind) {
        int whose = random.nextInt(10) < 6 ? number : random.nextInt(exercise.workers());
        boolean ownJvm = whose % jvms == number % jvms;
        String of = exercise.ownerOf(whose);
        if (kind == 0) {
            calls.list(of, ownJvm, () -> store.list(ListRequest.of(scope(of)).withLimit(1_000)));
        } else if (kind == 1) {
            calls.search(
                    of,
                    ownJvm,
                    () -> store.search(
                            SearchRequest.of(scope(of), Stack.SPACE, vector()).withLimit(1_000)));
        } else if (!sure.isEmpty()) {
            UUID id = sure.get(random.nextInt(sure.size()));
            calls.get(owner, id, true, () -> store.get(GetRequest.of(scope(owner), id)));
        }
    }

    private Embedding vector() {
        return vector(random);
    }

    static Embedding vector(Random random) {
        float[] vector = new float[Stack.SPACE.dimensions()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return Embedding.of(vector);
    }

    static MemoryScope scope(String owner) {
        return MemoryScope.user(owner);
    }

    /** All of an owner's memories, in pages. */
    static List<Memory> all(MemoryStore store, String owner) {
        List<Memory> all = new ArrayList<>();
        ListRequest request = ListRequest.of(scope(owner)).withLimit(1_000);
        for (var page = store.list(request); ; page = store.list(request.after(page.next()))) {
            all.addAll(page.memories());
            if (page.next() == null) {
                return all;
            }
        }
    }
}
