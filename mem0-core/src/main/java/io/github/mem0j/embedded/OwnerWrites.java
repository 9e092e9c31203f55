package io.github.mem0j.embedded;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.FilterEvaluator;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.Limits;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelateResult;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreRejectedException.Reason;
import io.github.mem0j.store.StoredMemory;
import io.github.mem0j.store.UpdateRequest;
import io.github.mem0j.store.VersionConflictException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the writing operations mean, on one owner whose lock is held exclusively. Each checks all, then changes. */
final class OwnerWrites {
    private final OwnerMemories owner;
    private final Instant now;

    OwnerWrites(OwnerMemories owner, Instant now) {
        this.owner = owner;
        this.now = now;
    }

    List<AddResult.Item> add(AddRequest request) {
        request.memories().forEach(added -> checkId(request, added));
        return request.memories().stream().map(added -> add(request, added)).toList();
    }

    private void checkId(AddRequest request, NewMemory added) {
        Row row = owner.live(added.id(), now);
        if (row == null) {
            return;
        }
        if (request.mode() == AddRequest.Mode.INSERT && !isSame(row, added, request.scope())) {
            throw new StoreRejectedException(
                    Reason.ID_TAKEN,
                    "another memory has the id " + added.id() + "; insert under a new id, or upsert to replace it");
        }
        if (!row.memory.scope().equals(request.scope())) {
            throw new StoreRejectedException(
                    Reason.OTHER_SCOPE,
                    "memory " + added.id() + " lives under another agent or run; upsert it in the scope it has");
        }
    }

    /** Whether {@code added} is what an earlier attempt of the same insert stored. */
    private boolean isSame(Row row, NewMemory added, MemoryScope scope) {
        Memory there = row.memory;
        return there.scope().equals(scope)
                && there.text().equals(added.text())
                && there.metadata().equals(added.metadata())
                && Objects.equals(there.expiresAt(), added.expiresAt())
                && (added.createdAt() == null || added.createdAt().equals(there.createdAt()))
                && owner.vectors.get(row.slot).equals(added.embedding());
    }

    private AddResult.Item add(AddRequest request, NewMemory added) {
        Row there = owner.live(added.id(), now);
        if (there != null) {
            if (request.mode() == AddRequest.Mode.INSERT) {
                return item(AddResult.Outcome.CREATED, there.memory);
            }
            Memory after = memory(request.scope(), added, there.memory.createdAt(), there.memory.version() + 1);
            owner.change(there, after, added.embedding());
            return item(AddResult.Outcome.UPDATED, after);
        }
        Instant createdAt = added.createdAt() == null ? now : added.createdAt();
        Memory memory = memory(request.scope(), added, createdAt, owner.nextVersion(added.id()));
        Row holder = request.deduplicate() ? owner.holding(Row.TextKey.of(memory), now) : null;
        if (holder != null) {
            return item(AddResult.Outcome.DUPLICATE, holder.memory);
        }
        owner.insert(memory, added.embedding(), request.deduplicate());
        return item(AddResult.Outcome.CREATED, memory);
    }

    private static AddResult.Item item(AddResult.Outcome outcome, Memory memory) {
        return new AddResult.Item(memory.id(), outcome, memory.version(), memory.createdAt(), memory.updatedAt());
    }

    private Memory memory(MemoryScope scope, NewMemory added, Instant createdAt, long version) {
        return new Memory(
                added.id(), scope, added.text(), added.metadata(), createdAt, now, added.expiresAt(), version, null);
    }

    /** The memory after the update, or null if it is not there. */
    @Nullable
    Memory update(UpdateRequest request, Limits limits) {
        Row row = owner.live(request.id(), now);
        if (row == null || !request.scope().covers(row.memory.scope())) {
            return null;
        }
        Long expected = request.expectedVersion();
        if (expected != null && expected != row.memory.version()) {
            throw new VersionConflictException(request.id(), expected, row.memory.version());
        }
        Memory after = request.change().applyTo(row.memory, now);
        limits.metadata(after.metadata());
        owner.change(row, after, request.change().embedding());
        return after;
    }

    long delete(DeleteRequest request) {
        DeleteRequest.Selection selection = request.selection();
        long count;
        if (selection instanceof DeleteRequest.Ids ids) {
            List<Row> found = new ArrayList<>();
            for (UUID id : ids.ids()) {
                Row row = owner.rows.get(id);
                if (row != null && request.scope().covers(row.memory.scope())) {
                    found.add(row);
                }
            }
            count = delete(found, request.hard());
            if (request.hard()) {
                owner.forgetHidden(request.scope(), ids.ids());
            }
        } else if (selection instanceof DeleteRequest.Matching matching) {
            count = delete(
                    rows(memory -> request.scope().covers(memory.scope())
                            && FilterEvaluator.matches(matching.filter(), memory)),
                    request.hard());
        } else {
            count = delete(rows(memory -> request.scope().covers(memory.scope())), request.hard());
            if (request.hard()) {
                owner.forgetHidden(request.scope());
            }
        }
        return count;
    }

    /** Removes all that has expired. */
    long purgeExpired() {
        List<Row> expired = rows(memory -> memory.isExpired(now));
        delete(expired, true);
        return expired.size();
    }

    private List<Row> rows(Predicate<Memory> wanted) {
        return owner.rows.values().stream()
                .filter(row -> wanted.test(row.memory))
                .toList();
    }

    private long delete(List<Row> rows, boolean hard) {
        long count = 0;
        for (Row row : rows) {
            count += row.memory.isExpired(now) ? 0 : 1;
            owner.remove(row, !hard);
        }
        return count;
    }

    List<RelateResult.Outcome> relate(RelateRequest request) {
        List<RelateResult.Outcome> outcomes = new ArrayList<>();
        for (Relation relation : request.relations()) {
            boolean present = isInScope(relation.from(), request.scope()) && isInScope(relation.to(), request.scope());
            if (present) {
                owner.relations.put(relation);
            }
            outcomes.add(present ? RelateResult.Outcome.APPLIED : RelateResult.Outcome.MISSING_ENDPOINT);
        }
        return outcomes;
    }

    private boolean isInScope(UUID id, MemoryScope scope) {
        Row row = owner.live(id, now);
        return row != null && scope.covers(row.memory.scope());
    }

    void restore(StoredMemory stored) {
        Embedding embedding = Objects.requireNonNull(stored.memory().embedding());
        owner.restore(stored.memory(), embedding, stored.deduplicated(), now);
    }
}
