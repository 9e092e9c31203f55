package io.github.mem0j;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.ReadOptions;
import io.github.mem0j.store.UpdateRequest;
import io.github.mem0j.store.UpdateResult;
import io.github.mem0j.store.VersionConflictException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An update that keeps text and embedding in step. What is embedded may depend on metadata and time, so the memory is
 * read first, and changed only if it is still the one that was read; otherwise this starts over.
 */
final class TextUpdate {
    private static final int TRIES = 10;
    private static final ReadOptions FROM_BACKEND = ReadOptions.DEFAULT.withFreshness(ReadOptions.Freshness.BYPASS);

    private final MemoryScope scope;
    private final MemoryStore store;
    private final TextEmbedding embedding;

    TextUpdate(MemoryScope scope, MemoryStore store, TextEmbedding embedding) {
        this.scope = scope;
        this.store = store;
        this.embedding = embedding;
    }

    /**
     * Runs it.
     *
     * @param text new text, or null for a change of metadata or expiry alone
     */
    UpdateResult run(UUID id, @Nullable String text, MemoryChange change) {
        for (int attempt = 1; ; attempt++) {
            GetResult found = store.get(GetRequest.of(scope, id).withOptions(FROM_BACKEND));
            if (found.memories().isEmpty()) {
                return UpdateResult.notFound(id, found.provenance());
            }
            Memory before = found.memories().get(0);
            try {
                return store.update(UpdateRequest.of(scope, id, embedding.space(), complete(before, text, change))
                        .expecting(before.version()));
            } catch (VersionConflictException e) {
                if (attempt == TRIES) {
                    throw e;
                }
            }
        }
    }

    /** The change with the embedding that belongs to its outcome, if that is another than before. */
    private MemoryChange complete(Memory before, @Nullable String text, MemoryChange change) {
        Memory after = change.applyTo(before, before.updatedAt());
        String shown = embedding.shown(text == null ? after : withText(after, text));
        if (text == null && shown.equals(embedding.shown(before))) {
            return change;
        }
        Embedding vector = embedding.documents(List.of(shown)).get(0);
        return text == null ? change.withEmbedding(vector) : change.withText(text, vector);
    }

    private static Memory withText(Memory memory, String text) {
        return new Memory(
                memory.id(),
                memory.scope(),
                text,
                memory.metadata(),
                memory.createdAt(),
                memory.updatedAt(),
                memory.expiresAt(),
                memory.version(),
                null);
    }
}
