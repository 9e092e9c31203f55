package io.github.mem0j.drills;

import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Owners with long metadata that are only read; the oracle, which has them in its heap too, keeps the texts alone. One thread. */
final class Library {
    private static final int MEMORIES = 20;
    private static final String FILLING = "and so on, ".repeat(800);

    private final Exercise exercise;
    private final int owners;
    private final Random random = new Random(5);

    Library(Exercise exercise, int owners) {
        this.exercise = exercise;
        this.owners = owners;
    }

    void write() {
        for (int owner = 0; owner < owners; owner++) {
            String name = "library " + owner;
            OwnerHistory history = exercise.oracle.owner(name);
            List<NewMemory> memories = new ArrayList<>();
            List<OwnerHistory.State> states = new ArrayList<>();
            for (int i = 0; i < MEMORIES; i++) {
                String text = history.newText();
                NewMemory memory =
                        NewMemory.of(text, Worker.vector(random)).withMetadata(Metadata.of("filling", FILLING));
                memories.add(memory);
                states.add(history.begin(memory.id(), text));
            }
            exercise.stacks.get(0).store.add(AddRequest.of(Worker.scope(name), Stack.SPACE, memories));
            states.forEach(history::acknowledged);
        }
    }

    void read() {
        String name = "library " + random.nextInt(owners);
        int jvm = random.nextInt(exercise.stacks.size());
        MemoryStore store = exercise.stacks.get(jvm).store;
        new Calls(exercise.oracle, exercise.tally)
                .list(name, jvm == 0, () -> store.list(ListRequest.of(Worker.scope(name))));
    }
}
