package io.github.mem0j.neo4j;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.store.StoreCorruptedException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.neo4j.driver.Value;
import org.neo4j.driver.exceptions.value.ValueException;

/**
 * Memories as properties of nodes. Each metadata key is a property of its own, so that Neo4j keeps and compares its value
 * as what it is; times are microseconds; floats are kept in doubles, which hold them exactly.
 */
final class Nodes {
    /** {@code liveUntil} of what never expires. */
    static final long NEVER = Long.MAX_VALUE;
    /** {@code liveUntil} of what has been deleted softly. */
    static final long HIDDEN = Long.MIN_VALUE;
    /** Before the names of metadata's keys. */
    private static final String KEY = "meta ";

    private static final String ORDER = "order ";

    private Nodes() {}

    static String property(String metadataKey) {
        return KEY + metadataKey;
    }

    /** Of the property by which strings under that key are ordered, if they need one. */
    static String orderProperty(String metadataKey) {
        return ORDER + metadataKey;
    }

    /**
     * Neo4j orders strings by UTF-16's units, which is by code point but for one thing: it has surrogates before U+E000.
     * Null unless that may matter for {@code text}; otherwise what ASCII orders as code points do {@code text}.
     */
    static @Nullable String orderKey(String text) {
        return text.chars().anyMatch(unit -> unit >= Character.MIN_SURROGATE)
                ? HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8))
                : null;
    }

    static long micros(Instant time) {
        return TimeUnit.SECONDS.toMicros(time.getEpochSecond()) + time.getNano() / 1_000;
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
    }

    /** What distinguishes a text among the owner's deduplicated ones. */
    static String textKey(MemoryScope scope, String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : new String[] {scope.agent(), scope.run(), text}) {
                digest.update((part == null ? "-" : "+" + part).getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0); // which is in no string that a store keeps
            }
            return Base64.getEncoder().encodeToString(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** All properties of a node. */
    static Map<String, Object> properties(Memory memory, @Nullable String textKey) {
        Map<String, Object> properties = new HashMap<>();
        MemoryScope scope = memory.scope();
        properties.put("owner", scope.ownerKey());
        properties.put("id", memory.id().toString());
        properties.put("agent", scope.agent());
        properties.put("run", scope.run());
        properties.put("text", memory.text());
        properties.put("textKey", textKey);
        properties.put("createdAt", micros(memory.createdAt()));
        properties.put("updatedAt", micros(memory.updatedAt()));
        properties.put("liveUntil", memory.expiresAt() == null ? NEVER : micros(memory.expiresAt()));
        properties.put("version", memory.version());
        properties.put("embedding", vector(Objects.requireNonNull(memory.embedding())));
        memory.metadata().asMap().forEach((key, value) -> {
            properties.put(property(key), value);
            if (value instanceof String text) {
                properties.put(orderProperty(key), orderKey(text));
            }
        });
        return properties;
    }

    static double[] vector(Embedding embedding) {
        double[] values = new double[embedding.dimensions()];
        for (int i = 0; i < values.length; i++) {
            values[i] = embedding.get(i);
        }
        return values;
    }

    /** The memory of a node's properties; with its embedding if that is among them. */
    static Memory memory(Value node) {
        try {
            long liveUntil = node.get("liveUntil").asLong();
            Value embedding = node.get("embedding");
            return new Memory(
                    UUID.fromString(node.get("id").asString()),
                    scope(node),
                    node.get("text").asString(),
                    metadata(node),
                    instant(node.get("createdAt").asLong()),
                    instant(node.get("updatedAt").asLong()),
                    liveUntil == NEVER || liveUntil == HIDDEN ? null : instant(liveUntil),
                    node.get("version").asLong(),
                    embedding.isNull() ? null : embedding(embedding));
        } catch (ValueException | IllegalArgumentException e) { // whose messages may quote what is remembered
            throw new StoreCorruptedException(
                    "a node is not what this library writes; find the one that something else has written", null);
        }
    }

    private static MemoryScope scope(Value node) {
        MemoryScope owner = owner(node.get("owner").asString());
        return new MemoryScope(
                owner.tenant(),
                owner.user(),
                node.get("agent").asString(null),
                node.get("run").asString(null));
    }

    /** The owner of that {@link MemoryScope#ownerKey()}. */
    static MemoryScope owner(String key) {
        String[] parts = key.split("/", -1);
        return new MemoryScope(parts[0].isEmpty() ? null : unescaped(parts[0]), unescaped(parts[1]), null, null);
    }

    private static String unescaped(String part) {
        return part.replace("%2F", "/").replace("%25", "%");
    }

    private static Metadata metadata(Value node) {
        Map<String, Object> entries = new TreeMap<>();
        for (String property : node.keys()) {
            if (property.startsWith(KEY)) {
                entries.put(property.substring(KEY.length()), node.get(property).asObject());
            }
        }
        return Metadata.copyOf(entries);
    }

    private static Embedding embedding(Value value) {
        List<Float> floats = value.asList(each -> (float) each.asDouble());
        float[] values = new float[floats.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = floats.get(i);
        }
        return Embedding.of(values);
    }
}
