package io.github.mem0j.cache;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.ReadRequest;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.RelatedResult;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.SearchResult;
import io.github.mem0j.store.StoreResult;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that an answer and its question take in the heap, from the sizes of objects in a 64-bit HotSpot with compressed
 * references (heaps below 32 GB; above, small objects take up to half as much again). A test holds the sum against the
 * heap itself.
 */
final class Weights {
    /** An entry of ours, Caffeine's node and its place in the table. */
    private static final int ENTRY = 280;

    private static final int ARRAY = 16;
    private static final int REFERENCE = 4;
    private static final int STRING = 24;
    private static final int RECORD = 24;
    private static final int UUID = 32;
    private static final int INSTANT = 24;
    private static final int MEMORY = 56 + UUID + 2 * INSTANT;
    private static final int SCOPE = 32;
    private static final int METADATA = 16 + 32 + 48;
    private static final int METADATA_ENTRY = 40;
    private static final int EMBEDDING = 32 + ARRAY;
    private static final int REQUEST = 64;

    private Weights() {}

    @SuppressWarnings("ReferenceEquality") // what is shared takes its bytes once
    static long of(LocalKey key, StoreResult result) {
        int filter = key.filterBytes() == 0 ? 0 : ARRAY + key.filterBytes();
        long bytes = ENTRY + filter + of(key.question()) + 2 * RECORD + ARRAY;
        // Hits and nodes are objects around their memory; answers to get and list hold the memories themselves.
        int around = result instanceof SearchResult || result instanceof RelatedResult ? RECORD : 0;
        MemoryScope scope = null;
        for (Memory memory : Answers.memories(result)) {
            // A backend may give all memories of an answer one scope.
            bytes += REFERENCE + around + of(memory) + (memory.scope() == scope ? 0 : of(memory.scope()));
            scope = memory.scope();
        }
        return bytes;
    }

    static long of(Embedding embedding) {
        // Its digest is made sooner or later.
        return EMBEDDING + 4L * embedding.dimensions() + ARRAY + 32;
    }

    static long of(@Nullable String text) {
        if (text == null) {
            return 0;
        }
        long bytes = isLatin(text) ? text.length() : 2L * text.length();
        return STRING + ARRAY + (bytes + 7 & ~7L);
    }

    private static boolean isLatin(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xFF) {
                return false;
            }
        }
        return true;
    }

    private static long of(ReadRequest question) {
        long bytes = REQUEST + of(question.scope());
        if (question instanceof SearchRequest search) {
            EmbeddingSpace space = search.space();
            return bytes + of(search.embedding()) + RECORD + of(space.model());
        }
        if (question instanceof GetRequest get) {
            // Half the fields of the others; List.of keeps its elements in an array from three on.
            return bytes - REQUEST / 2 + RECORD + ARRAY + (long) get.ids().size() * (UUID + REFERENCE);
        }
        if (question instanceof RelatedRequest related) {
            return bytes
                    + UUID
                    + ARRAY
                    + related.types().stream()
                            .mapToLong(type -> of(type) + 2 * REFERENCE)
                            .sum();
        }
        return bytes;
    }

    private static long of(MemoryScope scope) {
        return SCOPE + of(scope.tenant()) + of(scope.user()) + of(scope.agent()) + of(scope.run());
    }

    /** A scope of one owner, which shares the names of tenant and user, or all if there is no more to it. */
    static long withinOwner(MemoryScope scope) {
        return scope.agent() == null && scope.run() == null ? 0 : SCOPE + of(scope.agent()) + of(scope.run());
    }

    static long of(Memory memory) {
        Embedding embedding = memory.embedding();
        return MEMORY
                + of(memory.text())
                + of(memory.metadata())
                + (memory.expiresAt() == null ? 0 : INSTANT)
                + (embedding == null ? 0 : of(embedding));
    }

    private static long of(Metadata metadata) {
        if (metadata.isEmpty()) {
            return 0;
        }
        long bytes = METADATA;
        for (Map.Entry<String, Object> entry : metadata.asMap().entrySet()) {
            bytes += METADATA_ENTRY + of(entry.getKey()) + ofValue(entry.getValue());
        }
        return bytes;
    }

    private static long ofValue(Object value) {
        if (value instanceof String text) {
            return of(text);
        }
        if (value instanceof List<?> list) {
            long bytes = 2 * RECORD + ARRAY;
            for (Object element : list) {
                bytes += REFERENCE + ofValue(element);
            }
            return bytes;
        }
        return value instanceof Boolean ? 0 : RECORD;
    }
}
