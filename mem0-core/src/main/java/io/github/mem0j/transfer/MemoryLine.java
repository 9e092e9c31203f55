package io.github.mem0j.transfer;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.StoredMemory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One memory as the fields of a JSON line; the embedding is Base64 of its big-endian floats. */
final class MemoryLine {
    private MemoryLine() {}

    static Map<String, Object> fields(StoredMemory stored) {
        Memory memory = stored.memory();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", memory.id().toString());
        put(fields, "tenant", memory.scope().tenant());
        fields.put("user", memory.scope().user());
        put(fields, "agent", memory.scope().agent());
        put(fields, "run", memory.scope().run());
        fields.put("text", memory.text());
        fields.put("metadata", memory.metadata().asMap());
        fields.put("createdAt", memory.createdAt().toString());
        fields.put("updatedAt", memory.updatedAt().toString());
        put(
                fields,
                "expiresAt",
                memory.expiresAt() == null ? null : memory.expiresAt().toString());
        fields.put("version", memory.version());
        fields.put("deduplicated", stored.deduplicated());
        byte[] floats = Objects.requireNonNull(memory.embedding()).toBytes();
        fields.put("embedding", Base64.getEncoder().encodeToString(floats));
        fields.put(
                "relations", stored.relations().stream().map(MemoryLine::fields).toList());
        return fields;
    }

    private static Map<String, Object> fields(Relation relation) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("to", relation.to().toString());
        fields.put("type", relation.type());
        fields.put("weight", relation.weight());
        return fields;
    }

    private static void put(Map<String, Object> fields, String name, @Nullable String value) {
        if (value != null) {
            fields.put(name, value);
        }
    }

    /**
     * The inverse of {@link #fields(StoredMemory)}.
     *
     * @throws RuntimeException if a field is missing, unknown or out of range; the message names it
     */
    static StoredMemory read(Map<String, Object> line) {
        Fields fields = new Fields(line);
        UUID id = UUID.fromString(fields.take("id", String.class));
        MemoryScope scope = new MemoryScope(
                fields.takeIfPresent("tenant", String.class),
                fields.take("user", String.class),
                fields.takeIfPresent("agent", String.class),
                fields.takeIfPresent("run", String.class));
        String expiresAt = fields.takeIfPresent("expiresAt", String.class);
        Memory memory = new Memory(
                id,
                scope,
                Memory.requireText(fields.take("text", String.class)),
                metadata(fields.take("metadata", Map.class)),
                Instant.parse(fields.take("createdAt", String.class)),
                Instant.parse(fields.take("updatedAt", String.class)),
                expiresAt == null ? null : Instant.parse(expiresAt),
                fields.take("version", Long.class),
                Embedding.fromBytes(Base64.getDecoder().decode(fields.take("embedding", String.class))));
        boolean deduplicated = fields.take("deduplicated", Boolean.class);
        List<Relation> relations = new ArrayList<>();
        for (Object relation : fields.take("relations", List.class)) {
            relations.add(relation(id, new Fields((Map<?, ?>) relation)));
        }
        fields.requireNoMore();
        return new StoredMemory(memory, deduplicated, relations);
    }

    private static Relation relation(UUID from, Fields fields) {
        Relation relation = new Relation(
                from,
                UUID.fromString(fields.take("to", String.class)),
                fields.take("type", String.class),
                fields.take("weight", Double.class));
        fields.requireNoMore();
        return relation;
    }

    private static Metadata metadata(Map<?, ?> map) {
        Map<String, Object> entries = new LinkedHashMap<>();
        map.forEach((key, value) -> entries.put((String) key, value));
        return Metadata.copyOf(entries);
    }
}
