package io.github.mem0j.store;

import static java.util.Objects.requireNonNull;

import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Memories to store, all or none.
 *
 * @param scope where they go; an absent agent or run is stored as "none"
 * @param space what made their embeddings
 * @param memories at least one, with distinct ids
 * @param mode {@link Mode#INSERT} by default
 * @param deduplicate whether a text that an earlier memory of the same owner, agent and run holds, itself added with
 *     this flag and not changed since, is answered with that memory's id instead of being stored again; INSERT only
 * @param deadline null for none
 */
public record AddRequest(
        MemoryScope scope,
        EmbeddingSpace space,
        List<NewMemory> memories,
        Mode mode,
        boolean deduplicate,
        @Nullable Deadline deadline)
        implements WriteRequest {
    /** What an id that is already there means. */
    public enum Mode {
        /** A mistake, unless the memory there is the same one: then this is a repetition and answered as before. */
        INSERT,
        /** The memory is replaced; its creation time stays, its version goes on. */
        UPSERT
    }

    public AddRequest {
        requireNonNull(scope, "scope");
        requireNonNull(space, "space");
        requireNonNull(mode, "mode");
        memories = Bounds.listOf("memories", memories);
        Bounds.notEmpty("memories", memories);
        Bounds.distinct("ids", memories.stream().map(NewMemory::id).toList());
        memories.forEach(memory -> space.require(memory.embedding()));
        if (deduplicate && mode == Mode.UPSERT) {
            throw new IllegalArgumentException("deduplication goes with INSERT only; an upsert replaces by id");
        }
    }

    public static AddRequest of(MemoryScope scope, EmbeddingSpace space, NewMemory... memories) {
        return of(scope, space, Arrays.asList(memories));
    }

    public static AddRequest of(MemoryScope scope, EmbeddingSpace space, List<NewMemory> memories) {
        return new AddRequest(scope, space, memories, Mode.INSERT, false, null);
    }

    public AddRequest withMode(Mode mode) {
        return new AddRequest(scope, space, memories, mode, deduplicate, deadline);
    }

    public AddRequest withDeduplication() {
        return new AddRequest(scope, space, memories, mode, true, deadline);
    }

    @Override
    public AddRequest withDeadline(Deadline deadline) {
        return new AddRequest(scope, space, memories, mode, deduplicate, requireNonNull(deadline, "deadline"));
    }

    @Override
    public Operation operation() {
        return Operation.ADD;
    }

    @Override
    public boolean isRepeatable() {
        return mode == Mode.INSERT;
    }
}
