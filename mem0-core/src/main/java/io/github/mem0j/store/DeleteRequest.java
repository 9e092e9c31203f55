package io.github.mem0j.store;

import static java.util.Objects.requireNonNull;

import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Memories to delete, all or none.
 *
 * @param scope where they are
 * @param selection which
 * @param hard false (the default) hides them; true removes them from the backend, and with ids or everything also what
 *     was hidden before
 * @param deadline null for none
 */
public record DeleteRequest(
        MemoryScope scope,
        Selection selection,
        boolean hard,
        @Nullable Deadline deadline) implements WriteRequest {
    /** Which memories of the scope. */
    public sealed interface Selection {}

    /**
     * These; unknown ones are passed over.
     *
     * @param ids 1 to {@value ReadRequest#MAX_LIMIT} distinct ids
     */
    public record Ids(List<UUID> ids) implements Selection {
        public Ids {
            ids = Bounds.listOf("ids", ids);
            Bounds.within("number of ids", ids.size(), 1, ReadRequest.MAX_LIMIT);
            Bounds.distinct("ids", ids);
        }
    }

    /**
     * Those that match, resolved and deleted in one step.
     *
     * @param filter not {@link MemoryFilter#all()}
     */
    public record Matching(MemoryFilter filter) implements Selection {
        public Matching {
            requireNonNull(filter, "filter");
            if (filter.equals(MemoryFilter.all())) {
                throw new IllegalArgumentException(
                        "an empty filter would delete everything; say so with DeleteRequest.everything");
            }
        }
    }

    /** All. */
    public record Everything() implements Selection {}

    public DeleteRequest {
        requireNonNull(scope, "scope");
        requireNonNull(selection, "selection");
    }

    public static DeleteRequest ids(MemoryScope scope, UUID... ids) {
        return ids(scope, Arrays.asList(ids));
    }

    public static DeleteRequest ids(MemoryScope scope, List<UUID> ids) {
        return new DeleteRequest(scope, new Ids(ids), false, null);
    }

    public static DeleteRequest matching(MemoryScope scope, MemoryFilter filter) {
        return new DeleteRequest(scope, new Matching(filter), false, null);
    }

    public static DeleteRequest everything(MemoryScope scope) {
        return new DeleteRequest(scope, new Everything(), false, null);
    }

    /** Removed from the backend rather than hidden. */
    public DeleteRequest asHard() {
        return new DeleteRequest(scope, selection, true, deadline);
    }

    @Override
    public DeleteRequest withDeadline(Deadline deadline) {
        return new DeleteRequest(scope, selection, hard, requireNonNull(deadline, "deadline"));
    }

    @Override
    public Operation operation() {
        return Operation.DELETE;
    }

    @Override
    public boolean isRepeatable() {
        return false;
    }
}
