package io.github.mem0j;

import static java.util.Objects.requireNonNull;

import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryIds;
import io.github.mem0j.model.Metadata;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A text to remember, with what is known of it.
 *
 * @param id under which to remember it; a new one by default
 * @param text verbatim; not blank
 * @param metadata empty by default
 * @param createdAt when it was said; null for now
 * @param expiresAt from when on to forget it; null for never
 */
public record MemoryText(
        UUID id,
        String text,
        Metadata metadata,
        @Nullable Instant createdAt,
        @Nullable Instant expiresAt) {
    public MemoryText {
        requireNonNull(id, "id");
        Memory.requireText(text); // here, before anybody pays for its embedding
        requireNonNull(metadata, "metadata");
    }

    public static MemoryText of(String text) {
        return new MemoryText(MemoryIds.next(), text, Metadata.EMPTY, null, null);
    }

    public MemoryText withId(UUID id) {
        return new MemoryText(id, text, metadata, createdAt, expiresAt);
    }

    public MemoryText withMetadata(Metadata metadata) {
        return new MemoryText(id, text, metadata, createdAt, expiresAt);
    }

    public MemoryText withCreatedAt(@Nullable Instant createdAt) {
        return new MemoryText(id, text, metadata, createdAt, expiresAt);
    }

    public MemoryText withExpiresAt(@Nullable Instant expiresAt) {
        return new MemoryText(id, text, metadata, createdAt, expiresAt);
    }
}
