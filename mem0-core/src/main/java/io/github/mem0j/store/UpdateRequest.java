package io.github.mem0j.store;

import static java.util.Objects.requireNonNull;

import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryScope;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One memory to change.
 *
 * @param scope where it is
 * @param id which
 * @param space what made the change's embedding; needed only if there is one
 * @param change what becomes of it; not {@linkplain MemoryChange#isNone() nothing}
 * @param expectedVersion the version the caller saw, or null to change whatever is there
 * @param deadline null for none
 */
public record UpdateRequest(
        MemoryScope scope,
        UUID id,
        @Nullable EmbeddingSpace space,
        MemoryChange change,
        @Nullable Long expectedVersion,
        @Nullable Deadline deadline)
        implements WriteRequest {
    public UpdateRequest {
        requireNonNull(scope, "scope");
        requireNonNull(id, "id");
        requireNonNull(change, "change");
        if (change.isNone()) {
            throw new IllegalArgumentException("the update changes nothing; set a text, metadata or the expiry");
        }
        if (change.embedding() != null) {
            requireNonNull(space, "space: a new embedding needs the space it belongs to")
                    .require(change.embedding());
        }
        if (expectedVersion != null) {
            Bounds.within("expectedVersion", expectedVersion, 1, Long.MAX_VALUE);
        }
    }

    /** A change without a new embedding. */
    public static UpdateRequest of(MemoryScope scope, UUID id, MemoryChange change) {
        return new UpdateRequest(scope, id, null, change, null, null);
    }

    public static UpdateRequest of(MemoryScope scope, UUID id, EmbeddingSpace space, MemoryChange change) {
        return new UpdateRequest(scope, id, space, change, null, null);
    }

    public UpdateRequest expecting(long version) {
        return new UpdateRequest(scope, id, space, change, version, deadline);
    }

    @Override
    public UpdateRequest withDeadline(Deadline deadline) {
        return new UpdateRequest(scope, id, space, change, expectedVersion, requireNonNull(deadline, "deadline"));
    }

    @Override
    public Operation operation() {
        return Operation.UPDATE;
    }

    @Override
    public boolean isRepeatable() {
        return false;
    }
}
