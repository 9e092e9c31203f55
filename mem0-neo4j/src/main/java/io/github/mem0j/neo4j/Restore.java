package io.github.mem0j.neo4j;

import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.StoredMemory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.neo4j.driver.Record;

/** Puts one owner's memories back as they were, under the owner's lock. Relations of what is live stay. */
final class Restore {
    private final Names names;
    private final Instant now;

    Restore(Names names, Instant now) {
        this.names = names;
        this.now = now;
    }

    /** Returns how many. */
    int run(OwnerTransaction transaction, MemoryScope owner, List<StoredMemory> memories) throws Waiting.Failed {
        Selection selection = new Selection(names, owner, now);
        NodeWrites writes = new NodeWrites(names, owner);
        Map<UUID, Boolean> live = new HashMap<>();
        List<UUID> ids =
                memories.stream().map(stored -> stored.memory().id()).distinct().toList();
        for (Record each : transaction.run(selection
                .ids(ids)
                .add(" RETURN m.id AS id, m.liveUntil > $p.now AS live")
                .with("now", Nodes.micros(now)))) {
            live.put(
                    UUID.fromString(each.get("id").asString()), each.get("live").asBoolean());
        }
        Map<UUID, Map<String, Object>> nodes = new HashMap<>();
        Map<String, UUID> texts = new HashMap<>();
        for (StoredMemory stored : memories) {
            Memory memory = stored.memory();
            String textKey = stored.deduplicated() ? Nodes.textKey(memory.scope(), memory.text()) : null;
            if (textKey != null) {
                texts.put(textKey, memory.id());
            }
            nodes.put(memory.id(), Nodes.properties(memory, textKey));
        }
        for (Record each :
                transaction.run(selection.texts(new ArrayList<>(texts.keySet())).add(" RETURN m.id AS id"))) {
            writes.releaseText(UUID.fromString(each.get("id").asString()));
        }
        nodes.forEach((id, node) -> {
            Boolean there = live.get(id);
            if (there == null) {
                writes.create(node);
            } else if (there) {
                writes.replace(node);
            } else {
                writes.revive(id, node);
            }
        });
        writes.run(transaction);
        return nodes.size();
    }
}
