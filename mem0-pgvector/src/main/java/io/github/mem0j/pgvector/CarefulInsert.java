package io.github.mem0j.pgvector;

import io.github.mem0j.model.Memory;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult.Item;
import io.github.mem0j.store.AddResult.Outcome;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreRejectedException.Reason;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An INSERT that met something under one of its ids or texts: locks what is there and decides for each memory. A
 * repetition of an earlier insert is answered as that was; hidden and expired memories are replaced; everything else is
 * somebody else's. Runs in a transaction, which is repeated if another writer comes in between.
 */
final class CarefulInsert {
    private final Session session;
    private final Layout layout;
    private final Instant now;
    private final AddRequest request;
    private final Map<ByteBuffer, Item> holders = new HashMap<>();

    CarefulInsert(Session session, Layout layout, Instant now, AddRequest request) {
        this.session = session;
        this.layout = layout;
        this.now = now;
        this.request = request;
    }

    List<Item> run() throws SQLException {
        if (request.deduplicate()) {
            closeGate();
        }
        Map<UUID, Memory> there = lockLive();
        for (NewMemory added : request.memories()) {
            requireSame(there.get(added.id()), added);
        }
        if (request.deduplicate()) {
            lockHolders();
        }
        Map<UUID, Item> items = new HashMap<>();
        List<NewMemory> missing = new ArrayList<>();
        for (NewMemory added : request.memories()) {
            Memory same = there.get(added.id());
            if (same != null) {
                items.put(added.id(), item(same, Outcome.CREATED));
            } else if (!isDuplicate(added, items)) {
                missing.add(added);
            }
        }
        for (int from = 0; from < missing.size(); from += Adds.MOST_BY_ARRAYS) {
            List<NewMemory> some = missing.subList(from, Math.min(missing.size(), from + Adds.MOST_BY_ARRAYS));
            NewRows rows = NewRows.of(request, some, now);
            items.putAll(put(rows));
        }
        return request.memories().stream()
                .map(added -> Objects.requireNonNull(items.get(added.id())))
                .map(item -> item.outcome() == Outcome.DUPLICATE ? duplicateOf(items, item) : item)
                .toList();
    }

    /** Replaces only what was seen to be hidden or expired, or absent: an insert overwrites nobody's memory. */
    private Map<UUID, Item> put(NewRows rows) throws SQLException {
        try {
            Map<UUID, Item> put = Adds.upsert(session, layout, now, rows.source(layout, request.scope(), now));
            if (put.values().stream().anyMatch(item -> item.outcome() == Outcome.UPDATED)) {
                throw cameInBetween(null);
            }
            return put;
        } catch (Adds.Conflict e) {
            throw cameInBetween(null);
        } catch (SQLException e) {
            throw Failures.is(e, Failures.UNIQUE_VIOLATION) ? cameInBetween(e) : e;
        }
    }

    /**
     * Has the whole transaction undone and repeated.
     *
     * @param conflict if there is one: not kept, since it quotes the row
     */
    static SQLException cameInBetween(@Nullable SQLException conflict) {
        String what = conflict == null ? "its id" : "the constraint " + Failures.constraint(conflict);
        return new SQLException("another writer came in between, by " + what, Failures.SERIALIZATION_FAILURE);
    }

    /** The live memories under the request's ids, which stay as they are until the transaction ends. */
    private Map<UUID, Memory> lockLive() throws SQLException {
        MemoryRows rows = new MemoryRows(layout, request.scope(), true);
        List<UUID> ids = request.memories().stream().map(NewMemory::id).toList();
        Query query = new Query()
                .add("SELECT " + rows.columns() + ", (")
                .add(layout.alive("m", now))
                .add(") FROM " + layout.names().memory() + " m WHERE ")
                .add(layout.inScope("m", request.scope().owner()))
                .add(" AND m.id = ANY (?) ORDER BY m.id FOR UPDATE", Query.binary(BinaryArrays.uuids(ids)));
        return session.query(query, result -> {
            Map<UUID, Memory> live = new HashMap<>();
            while (result.next()) {
                if (result.getBoolean(rows.next())) {
                    Memory memory = rows.read(result);
                    live.put(memory.id(), memory);
                }
            }
            return live;
        });
    }

    private void requireSame(@Nullable Memory there, NewMemory added) {
        if (there != null && !isSame(there, added)) {
            throw new StoreRejectedException(
                    Reason.ID_TAKEN,
                    "another memory has the id " + added.id() + "; insert under a new id, or upsert to replace it");
        }
    }

    /** Whether {@code added} is what an earlier attempt of the same insert stored. */
    private boolean isSame(Memory there, NewMemory added) {
        return there.scope().equals(request.scope())
                && there.text().equals(added.text())
                && there.metadata().equals(added.metadata())
                && Objects.equals(there.expiresAt(), added.expiresAt())
                && (added.createdAt() == null || added.createdAt().equals(there.createdAt()))
                && layout.format().asStored(added.embedding()).equals(there.embedding());
    }

    /**
     * Waits for the owner's other deduplicated adds and keeps them out, before the first look at the table: their texts
     * could otherwise come in between again and again.
     */
    private void closeGate() throws SQLException {
        session.query(
                new Query()
                        .add(
                                "SELECT pg_catalog.pg_advisory_xact_lock(?)",
                                Query.number(layout.textLock(request.scope()))),
                rows -> rows);
    }

    /** Finds who answers for the request's texts; the expired ones no longer do. */
    private void lockHolders() throws SQLException {
        List<byte[]> hashes = request.memories().stream().map(this::hash).toList();
        Query query = new Query()
                .add("SELECT m.id, m.version, m.text_hash, m.created_at, m.updated_at, (")
                .add(layout.alive("m", now))
                .add(") FROM " + layout.names().memory() + " m WHERE ")
                .add(layout.inScope("m", request.scope().owner()))
                .add(
                        " AND m.text_hash = ANY (?) ORDER BY m.id FOR UPDATE",
                        Query.binary(BinaryArrays.byteStrings(hashes)));
        List<UUID> expired = session.query(query, result -> {
            List<UUID> ids = new ArrayList<>();
            while (result.next()) {
                UUID id = (UUID) result.getObject(1);
                if (result.getBoolean(6)) {
                    Instant createdAt = MemoryRows.time(result, 4);
                    Instant updatedAt = MemoryRows.time(result, 5);
                    holders.put(
                            ByteBuffer.wrap(result.getBytes(3)),
                            new Item(id, Outcome.DUPLICATE, result.getLong(2), createdAt, updatedAt));
                } else {
                    ids.add(id);
                }
            }
            return ids;
        });
        session.update(new Query()
                .add("UPDATE " + layout.names().memory() + " m SET text_hash = NULL WHERE ")
                .add(layout.inScope("m", request.scope().owner()))
                .add(" AND m.id = ANY (?)", Query.binary(BinaryArrays.uuids(expired))));
    }

    /** Whether a memory's text is held already, by the table or earlier in the request; if not, it holds it now. */
    private boolean isDuplicate(NewMemory added, Map<UUID, Item> items) {
        if (!request.deduplicate()) {
            return false;
        }
        Item itself = new Item(added.id(), Outcome.DUPLICATE, 0, now, now);
        Item holder = holders.putIfAbsent(ByteBuffer.wrap(hash(added)), itself);
        if (holder != null) {
            items.put(added.id(), holder);
        }
        return holder != null;
    }

    /** A duplicate of a memory in the same request learns its version and times once that is stored. */
    private static Item duplicateOf(Map<UUID, Item> items, Item duplicate) {
        Item holder = items.get(duplicate.id());
        return holder == null || duplicate.version() > 0
                ? duplicate
                : new Item(holder.id(), Outcome.DUPLICATE, holder.version(), holder.createdAt(), holder.updatedAt());
    }

    private static Item item(Memory memory, Outcome outcome) {
        return new Item(memory.id(), outcome, memory.version(), memory.createdAt(), memory.updatedAt());
    }

    private byte[] hash(NewMemory added) {
        return Layout.textHash(request.scope(), added.text());
    }
}
