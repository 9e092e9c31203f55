package io.github.mem0j.neo4j;

import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult.Item;
import io.github.mem0j.store.AddResult.Outcome;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreRejectedException.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.neo4j.driver.Record;
import org.neo4j.driver.Value;

/** The add operation, under the owner's lock: reads what is there, decides for each memory, and writes them together. */
final class Adds {
    /** What is under an id: live, or its version only. */
    private record There(Memory memory, @Nullable String textKey, boolean live) {}

    private final Selection owner;
    private final Instant now;
    private final AddRequest request;
    private final Map<UUID, There> there = new HashMap<>();
    private final Map<String, Item> holders = new HashMap<>();
    private final NodeWrites writes;

    Adds(Names names, Instant now, AddRequest request) {
        this.owner = new Selection(names, request.scope().owner(), now);
        this.now = now;
        this.request = request;
        this.writes = new NodeWrites(names, request.scope());
    }

    List<Item> run(OwnerTransaction transaction) throws Waiting.Failed {
        look(transaction);
        request.memories().forEach(this::checkId);
        if (request.deduplicate()) {
            lookForTexts(transaction);
        }
        List<Item> items = new ArrayList<>();
        for (NewMemory added : request.memories()) {
            items.add(add(added));
        }
        writes.run(transaction);
        return items;
    }

    private void look(OwnerTransaction transaction) throws Waiting.Failed {
        Cypher ids = owner.ids(request.memories().stream().map(NewMemory::id).toList())
                .add(" RETURN m{.*} AS row");
        for (Record each : transaction.run(ids)) {
            Value node = each.get("row");
            Memory memory = Nodes.memory(node);
            boolean live = node.get("liveUntil").asLong() > Nodes.micros(now);
            there.put(memory.id(), new There(memory, node.get("textKey").asString(null), live));
        }
    }

    private void checkId(NewMemory added) {
        There found = there.get(added.id());
        if (found == null || !found.live()) {
            return;
        }
        if (request.mode() == AddRequest.Mode.INSERT && !isSame(found.memory(), added)) {
            throw new StoreRejectedException(
                    Reason.ID_TAKEN,
                    "another memory has the id " + added.id() + "; insert under a new id, or upsert to replace it");
        }
        if (!found.memory().scope().equals(request.scope())) {
            throw new StoreRejectedException(
                    Reason.OTHER_SCOPE,
                    "memory " + added.id() + " lives under another agent or run; upsert it in the scope it has");
        }
    }

    /** Whether {@code added} is what an earlier attempt of the same insert stored. */
    private boolean isSame(Memory found, NewMemory added) {
        return found.scope().equals(request.scope())
                && found.text().equals(added.text())
                && found.metadata().equals(added.metadata())
                && Objects.equals(found.expiresAt(), added.expiresAt())
                && (added.createdAt() == null || added.createdAt().equals(found.createdAt()))
                && added.embedding().equals(found.embedding());
    }

    /** Finds who answers for the request's texts; expired ones no longer do once another comes. */
    private void lookForTexts(OwnerTransaction transaction) throws Waiting.Failed {
        List<String> keys = request.memories().stream().map(this::textKey).toList();
        Cypher texts = owner.texts(keys)
                .add(" RETURN m{.id, .version, .createdAt, .updatedAt} AS row, m.textKey AS text,"
                        + " m.liveUntil AS liveUntil");
        for (Record each : transaction.run(texts)) {
            Value node = each.get("row");
            UUID id = UUID.fromString(node.get("id").asString());
            if (each.get("liveUntil").asLong() > Nodes.micros(now)) {
                holders.put(
                        each.get("text").asString(),
                        new Item(
                                id,
                                Outcome.DUPLICATE,
                                node.get("version").asLong(),
                                Nodes.instant(node.get("createdAt").asLong()),
                                Nodes.instant(node.get("updatedAt").asLong())));
            } else {
                writes.releaseText(id);
            }
        }
    }

    private Item add(NewMemory added) {
        There found = there.get(added.id());
        if (found != null && found.live()) {
            return request.mode() == AddRequest.Mode.INSERT
                    ? item(found.memory(), Outcome.CREATED)
                    : replace(found, added);
        }
        String textKey = request.deduplicate() ? textKey(added) : null;
        Item holder = textKey == null ? null : holders.get(textKey);
        if (holder != null) {
            return holder;
        }
        Instant createdAt = added.createdAt() == null ? now : added.createdAt();
        long version = found == null ? 1 : found.memory().version() + 1;
        Memory memory = memory(added, createdAt, version);
        Map<String, Object> node = Nodes.properties(memory, textKey);
        if (found == null) {
            writes.create(node);
        } else {
            writes.revive(added.id(), node);
        }
        if (textKey != null) {
            holders.put(textKey, item(memory, Outcome.DUPLICATE));
        }
        return item(memory, Outcome.CREATED);
    }

    private Item replace(There found, NewMemory added) {
        Memory memory = memory(added, found.memory().createdAt(), found.memory().version() + 1);
        String textKey = found.memory().text().equals(added.text()) ? found.textKey() : null;
        writes.replace(Nodes.properties(memory, textKey));
        return item(memory, Outcome.UPDATED);
    }

    private static Item item(Memory memory, Outcome outcome) {
        return new Item(memory.id(), outcome, memory.version(), memory.createdAt(), memory.updatedAt());
    }

    private Memory memory(NewMemory added, Instant createdAt, long version) {
        MemoryScope scope = request.scope();
        return new Memory(
                added.id(),
                scope,
                added.text(),
                added.metadata(),
                createdAt,
                now,
                added.expiresAt(),
                version,
                added.embedding());
    }

    private String textKey(NewMemory added) {
        return Nodes.textKey(request.scope(), added.text());
    }
}
