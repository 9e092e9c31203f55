package io.github.mem0j.pgvector;

import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.pgvector.PgVectorBulk.Part;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.AddResult.Item;
import io.github.mem0j.store.BulkOutcome;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.StoreCorruptedException;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreUnavailableException;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Adds of many owners: one statement for all of a kind. What the database refuses of a statement refuses it whole, so
 * then each half goes by itself, down to the one request that is the reason, which goes the way it would have gone alone.
 * A statement that may have been applied is not sent again. Requests that meet each other (by an id, a text, or as
 * different kinds of one owner) are sent one statement after the other, so that the order of each owner's stays.
 */
final class BulkAdds {
    private enum Kind {
        INSERT,
        ONCE,
        UPSERT,
        /** Has a statement of its own in any case. */
        ALONE
    }

    /** What may be there once. */
    private record Text(MemoryScope owner, ByteBuffer hash) {}

    private final Database database;
    private final Layout layout;
    private final Instant now;
    private final Provenance provenance;

    BulkAdds(Database database, Layout layout, Instant now, Provenance provenance) {
        this.database = database;
        this.layout = layout;
        this.now = now;
        this.provenance = provenance;
    }

    /** Settles all. */
    void run(List<Part<AddRequest, AddResult>> parts) {
        List<Part<AddRequest, AddResult>> left = parts;
        while (!left.isEmpty()) {
            left = round(left);
        }
    }

    /** Sends the first of each owner and all that do not meet any before them; returns the others, in their order. */
    private List<Part<AddRequest, AddResult>> round(List<Part<AddRequest, AddResult>> parts) {
        Map<Kind, List<Part<AddRequest, AddResult>>> kinds = new EnumMap<>(Kind.class);
        Map<MemoryScope, Kind> owners = new HashMap<>();
        Set<MemoryScope> waiting = new HashSet<>();
        Set<UUID> ids = new HashSet<>();
        Set<Text> texts = new HashSet<>();
        List<Part<AddRequest, AddResult>> later = new ArrayList<>();
        for (Part<AddRequest, AddResult> part : parts) {
            AddRequest request = part.request;
            MemoryScope owner = request.scope().owner();
            Set<Text> own = texts(request);
            boolean alone = request.memories().size() > Adds.MOST_BY_ARRAYS
                    || (request.deduplicate() && own.size() < request.memories().size());
            Kind kind = alone ? Kind.ALONE : kind(request);
            boolean free = !waiting.contains(owner)
                    && owners.getOrDefault(owner, kind) == kind
                    && own.stream().noneMatch(texts::contains)
                    && request.memories().stream().map(NewMemory::id).noneMatch(ids::contains);
            request.memories().forEach(memory -> ids.add(memory.id()));
            texts.addAll(own);
            if (free) {
                owners.put(owner, kind);
                kinds.computeIfAbsent(kind, key -> new ArrayList<>()).add(part);
            } else {
                waiting.add(owner);
                later.add(part);
            }
        }
        kinds.forEach((kind, some) -> {
            if (kind == Kind.ALONE) {
                some.forEach(this::alone);
            } else {
                together(kind, some);
            }
        });
        return later;
    }

    private static Kind kind(AddRequest request) {
        return request.mode() == AddRequest.Mode.UPSERT ? Kind.UPSERT : request.deduplicate() ? Kind.ONCE : Kind.INSERT;
    }

    private static Set<Text> texts(AddRequest request) {
        Set<Text> texts = new HashSet<>();
        if (request.deduplicate()) {
            for (NewMemory memory : request.memories()) {
                byte[] hash = Layout.textHash(request.scope(), memory.text());
                texts.add(new Text(request.scope().owner(), ByteBuffer.wrap(hash)));
            }
        }
        return texts;
    }

    private void together(Kind kind, List<Part<AddRequest, AddResult>> all) {
        List<Part<AddRequest, AddResult>> parts =
                all.stream().filter(Part::hasTime).toList();
        if (parts.size() < 2) {
            parts.forEach(this::alone);
            return;
        }
        List<AddRequest> requests = parts.stream().map(part -> part.request).toList();
        int rows =
                requests.stream().mapToInt(request -> request.memories().size()).sum();
        if (rows > Adds.MOST_BY_ARRAYS) {
            halves(kind, parts);
            return;
        }
        try {
            Map<UUID, Item> items =
                    database.statement("add", database.latest(requests), session -> statement(session, kind, requests));
            for (Part<AddRequest, AddResult> part : parts) {
                part.settle(BulkOutcome.of(new AddResult(
                        part.request.memories().stream()
                                .map(memory -> items.getOrDefault(memory.id(), Adds.inserted(memory, now)))
                                .toList(),
                        provenance)));
            }
        } catch (StoreUnavailableException e) {
            parts.forEach(part -> part.settle(BulkOutcome.failed(e)));
        } catch (Adds.Conflict | StoreRejectedException | StoreCorruptedException e) {
            halves(kind, parts);
        }
    }

    private void halves(Kind kind, List<Part<AddRequest, AddResult>> parts) {
        int half = parts.size() / 2;
        together(kind, parts.subList(0, half));
        together(kind, parts.subList(half, parts.size()));
    }

    private void alone(Part<AddRequest, AddResult> part) {
        if (part.hasTime()) {
            part.settle(BulkOutcome.ofCall(
                    () -> new AddResult(new Adds(database, layout, now, part.request).run(), provenance)));
        }
    }

    /** What is not among the answers is new, in its first version. */
    private Map<UUID, Item> statement(Session session, Kind kind, List<AddRequest> requests) throws SQLException {
        Query source = NewRows.ofAll(requests, now).source(layout, now);
        if (kind == Kind.UPSERT) {
            return Adds.upsert(session, layout, now, source);
        }
        try {
            if (kind == Kind.ONCE) {
                return Adds.insertOnce(session, layout, now, gate(requests), source);
            }
            Adds.insertNew(session, layout, source);
            return Map.of();
        } catch (SQLException e) {
            throw Adds.Conflict.orRethrow(e, Failures.UNIQUE_VIOLATION);
        }
    }

    /** In one order for all. */
    private Query gate(List<AddRequest> requests) {
        List<Long> locks = requests.stream()
                .map(request -> layout.textLock(request.scope()))
                .distinct()
                .sorted()
                .toList();
        return new Query()
                .add(
                        "SELECT count(*) FROM (SELECT pg_catalog.pg_advisory_xact_lock_shared(l) FROM"
                                + " unnest(?::bigint[]) l) locked",
                        Query.binary(BinaryArrays.numbers(locks)));
    }
}
