package io.github.mem0j.resilience;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryIds;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.UpdateRequest;
import io.github.mem0j.testkit.FaultyStore;
import io.github.mem0j.testkit.ManualClock;
import io.github.mem0j.testkit.RecordingStore;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** The layer over a store that fails as told and notes what reached it; deadlines are on a clock that stands. */
final class Rig {
    static final EmbeddingSpace SPACE = new EmbeddingSpace("rig", 2);
    static final MemoryScope ALICE = MemoryScope.user("alice");

    final ManualClock clock = ManualClock.create();
    final FaultyStore faults = FaultyStore.over(EmbeddedMemoryStore.create());
    final RecordingStore below = RecordingStore.over(faults);
    final Resilience resilience;
    final CircuitBreaker breaker;
    final MemoryStore store;

    Rig(Resilience.Builder builder) {
        resilience = builder.nanoTime(clock::nanoTime).build();
        breaker = resilience.circuitBreaker();
        store = resilience.over(below);
    }

    static UUID id() {
        return MemoryIds.next();
    }

    static GetRequest get() {
        return GetRequest.of(ALICE, id());
    }

    static SearchRequest search() {
        return SearchRequest.of(ALICE, SPACE, Embedding.of(1, 2));
    }

    static AddRequest add(int memories) {
        List<NewMemory> all = IntStream.range(0, memories)
                .mapToObj(i -> NewMemory.of("memory " + i, Embedding.of(1, i + 1)))
                .toList();
        return AddRequest.of(ALICE, SPACE, all);
    }

    static UpdateRequest update(UUID id) {
        return UpdateRequest.of(ALICE, id, MemoryChange.none().withoutKeys("mood"));
    }

    static DeleteRequest delete(UUID id) {
        return DeleteRequest.ids(ALICE, id);
    }
}
