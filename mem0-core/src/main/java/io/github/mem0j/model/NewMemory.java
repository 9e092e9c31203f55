package io.github.mem0j.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A memory to be added. The id is chosen here, on the caller's side, so that a write whose answer was lost can be
 * repeated without storing it twice.
 *
 * @param id {@link MemoryIds#next()} unless the caller has its own
 * @param text what to remember, verbatim; not blank
 * @param embedding what it is ranked by
 * @param metadata empty by default
 * @param createdAt null for the store's clock
 * @param expiresAt null for never
 */
public record NewMemory(
        UUID id,
        String text,
        Embedding embedding,
        Metadata metadata,
        @Nullable Instant createdAt,
        @Nullable Instant expiresAt) {
    public NewMemory {
        requireNonNull(id, "id");
        Checks.text(text);
        requireNonNull(embedding, "embedding");
        requireNonNull(metadata, "metadata");
        createdAt = createdAt == null ? null : Checks.time("createdAt", createdAt);
        expiresAt = expiresAt == null ? null : Checks.time("expiresAt", expiresAt);
    }

    public static NewMemory of(String text, Embedding embedding) {
        return new NewMemory(MemoryIds.next(), text, embedding, Metadata.EMPTY, null, null);
    }

    public NewMemory withId(UUID id) {
        return new NewMemory(id, text, embedding, metadata, createdAt, expiresAt);
    }

    public NewMemory withMetadata(Metadata metadata) {
        return new NewMemory(id, text, embedding, metadata, createdAt, expiresAt);
    }

    public NewMemory withCreatedAt(@Nullable Instant createdAt) {
        return new NewMemory(id, text, embedding, metadata, createdAt, expiresAt);
    }

    public NewMemory withExpiresAt(@Nullable Instant expiresAt) {
        return new NewMemory(id, text, embedding, metadata, createdAt, expiresAt);
    }
}
