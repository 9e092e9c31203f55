package io.github.mem0j.store;

import static java.util.Objects.requireNonNull;

import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Relation;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Relations to set.
 *
 * @param scope where both ends of each are
 * @param relations at least one; of two with the same key the later wins
 * @param deadline null for none
 */
public record RelateRequest(
        MemoryScope scope,
        List<Relation> relations,
        @Nullable Deadline deadline) implements WriteRequest {
    public RelateRequest {
        requireNonNull(scope, "scope");
        relations = Bounds.listOf("relations", relations);
        Bounds.notEmpty("relations", relations);
    }

    public static RelateRequest of(MemoryScope scope, Relation... relations) {
        return of(scope, Arrays.asList(relations));
    }

    public static RelateRequest of(MemoryScope scope, List<Relation> relations) {
        return new RelateRequest(scope, relations, null);
    }

    @Override
    public RelateRequest withDeadline(Deadline deadline) {
        return new RelateRequest(scope, relations, requireNonNull(deadline, "deadline"));
    }

    @Override
    public Operation operation() {
        return Operation.RELATE;
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }
}
