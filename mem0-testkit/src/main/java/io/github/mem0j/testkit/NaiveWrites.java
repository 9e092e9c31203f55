package io.github.mem0j.testkit;

import io.github.mem0j.model.Expiry;
import io.github.mem0j.model.FilterEvaluator;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.DeleteResult;
import io.github.mem0j.store.Limits;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelateResult;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreRejectedException.Reason;
import io.github.mem0j.store.UpdateRequest;
import io.github.mem0j.store.UpdateResult;
import io.github.mem0j.store.VersionConflictException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The writing operations of a {@link NaiveMemoryStore}. Each checks everything before it changes anything. */
final class NaiveWrites {
    private final NaiveRows rows;
    private final Limits limits;

    NaiveWrites(NaiveRows rows, Limits limits) {
        this.rows = rows;
        this.limits = limits;
    }

    AddResult add(AddRequest request) {
        for (NewMemory added : request.memories()) {
            NaiveRows.Row there = rows.row(request.scope(), added.id());
            if (there == null || !rows.isLive(there)) {
                continue;
            }
            if (request.mode() == AddRequest.Mode.INSERT && !repeats(there.memory(), added, request)) {
                throw new StoreRejectedException(
                        Reason.ID_TAKEN, "another memory has the id " + added.id() + "; upsert to replace it");
            }
            if (!there.memory().scope().equals(request.scope())) {
                throw new StoreRejectedException(
                        Reason.OTHER_SCOPE, added.id() + " lives under another agent or run; upsert it there");
            }
        }
        List<AddResult.Item> items = new ArrayList<>();
        for (NewMemory added : request.memories()) {
            items.add(add(request, added));
        }
        return new AddResult(items, NaiveMemoryStore.HERE);
    }

    private static boolean repeats(Memory there, NewMemory added, AddRequest request) {
        Instant createdAt = added.createdAt() == null ? there.createdAt() : added.createdAt();
        NewMemory same = new NewMemory(
                there.id(),
                there.text(),
                Objects.requireNonNull(there.embedding()),
                there.metadata(),
                there.createdAt(),
                there.expiresAt());
        return there.scope().equals(request.scope())
                && added.withCreatedAt(createdAt).equals(same);
    }

    private AddResult.Item add(AddRequest request, NewMemory added) {
        NaiveRows.Row there = rows.row(request.scope(), added.id());
        NaiveRows.Row live = there != null && rows.isLive(there) ? there : null;
        if (live != null && request.mode() == AddRequest.Mode.INSERT) {
            return item(live.memory(), AddResult.Outcome.CREATED);
        }
        Memory holder = request.deduplicate() ? rows.holderOf(added.text(), request.scope()) : null;
        if (holder != null) {
            return item(holder, AddResult.Outcome.DUPLICATE);
        }
        Instant createdAt = added.createdAt() == null ? rows.now() : added.createdAt();
        Memory memory = new Memory(
                added.id(),
                request.scope(),
                added.text(),
                added.metadata(),
                live == null ? createdAt : live.memory().createdAt(),
                rows.now(),
                added.expiresAt(),
                there == null ? 1 : there.memory().version() + 1,
                added.embedding());
        boolean deduplicated = live == null
                ? request.deduplicate()
                : live.deduplicated() && live.memory().text().equals(added.text());
        NaiveRows.Row row = new NaiveRows.Row(memory, deduplicated, false);
        if (live == null) {
            rows.dropRelations(row.key());
        }
        rows.put(row);
        return item(memory, live == null ? AddResult.Outcome.CREATED : AddResult.Outcome.UPDATED);
    }

    private static AddResult.Item item(Memory memory, AddResult.Outcome outcome) {
        return new AddResult.Item(memory.id(), outcome, memory.version(), memory.createdAt(), memory.updatedAt());
    }

    UpdateResult update(UpdateRequest request) {
        NaiveRows.Row row = rows.live(request.scope(), request.id());
        if (row == null) {
            return UpdateResult.notFound(request.id(), NaiveMemoryStore.HERE);
        }
        Memory before = row.memory();
        Long expected = request.expectedVersion();
        if (expected != null && expected != before.version()) {
            throw new VersionConflictException(request.id(), expected, before.version());
        }
        MemoryChange change = request.change();
        Map<String, Object> metadata = new TreeMap<>(before.metadata().asMap());
        metadata.putAll(change.metadata().asMap());
        change.unset().forEach(metadata::remove);
        Instant expiresAt = before.expiresAt();
        if (change.expiry() instanceof Expiry.At end) {
            expiresAt = end.at();
        } else if (change.expiry().equals(Expiry.CLEAR)) {
            expiresAt = null;
        }
        Memory after = new Memory(
                before.id(),
                before.scope(),
                change.text() == null ? before.text() : change.text(),
                Metadata.copyOf(metadata),
                before.createdAt(),
                rows.now(),
                expiresAt,
                before.version() + 1,
                change.embedding() == null ? before.embedding() : change.embedding());
        limits.metadata(after.metadata());
        boolean keepsText = before.text().equals(after.text());
        rows.put(new NaiveRows.Row(after, row.deduplicated() && keepsText, false));
        return new UpdateResult(
                after.id(), UpdateResult.Outcome.UPDATED, after.version(), after.updatedAt(), NaiveMemoryStore.HERE);
    }

    /** Expired memories go along, uncounted; a filter cannot look into hidden ones, whose data is gone. */
    DeleteResult delete(DeleteRequest request) {
        DeleteRequest.Selection selection = request.selection();
        List<NaiveRows.Row> selected = rows.select(row -> {
            if (!NaiveRows.covers(request.scope(), row) || (row.hidden() && !request.hard())) {
                return false;
            }
            if (selection instanceof DeleteRequest.Ids ids) {
                return ids.ids().contains(row.memory().id());
            }
            return !(selection instanceof DeleteRequest.Matching matching)
                    || (!row.hidden() && FilterEvaluator.matches(matching.filter(), row.memory()));
        });
        long live = selected.stream().filter(rows::isLive).count();
        selected.forEach(row -> rows.delete(row, request.hard()));
        return new DeleteResult(live, NaiveMemoryStore.HERE);
    }

    RelateResult relate(RelateRequest request) {
        List<RelateResult.Outcome> outcomes = new ArrayList<>();
        for (Relation relation : request.relations()) {
            boolean bothThere = rows.live(request.scope(), relation.from()) != null
                    && rows.live(request.scope(), relation.to()) != null;
            if (bothThere) {
                rows.relations.put(
                        new NaiveRows.RelationKey(
                                request.scope().owner(), relation.from(), relation.to(), relation.type()),
                        relation.weight());
            }
            outcomes.add(bothThere ? RelateResult.Outcome.APPLIED : RelateResult.Outcome.MISSING_ENDPOINT);
        }
        return new RelateResult(outcomes, NaiveMemoryStore.HERE);
    }
}
