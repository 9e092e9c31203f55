package io.github.mem0j.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One remembered text, as a store holds it.
 *
 * @param id unique within the owner
 * @param scope tenant, user, agent and run it was stored under; here an absent agent or run means "none"
 * @param text verbatim
 * @param metadata whatever else is known of it
 * @param createdAt when it was said or stored, in microseconds
 * @param updatedAt when the store last changed it, in microseconds; on creation the store's time of creation
 * @param expiresAt from when on it is absent everywhere, or null for never
 * @param version 1 on creation, one more with each change
 * @param embedding the vector it is ranked by; null unless a read asked for it
 */
public record Memory(
        UUID id,
        MemoryScope scope,
        String text,
        Metadata metadata,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant expiresAt,
        long version,
        @Nullable Embedding embedding) {
    /** The order of lists: newest first by (createdAt, id). */
    public static final Comparator<Memory> NEWEST_FIRST = Comparator.comparing(Memory::createdAt)
            .thenComparing(Memory::id, MemoryIds.ORDER)
            .reversed();

    public Memory {
        requireNonNull(id, "id");
        requireNonNull(scope, "scope");
        requireNonNull(text, "text"); // not looked through again each time it is read
        requireNonNull(metadata, "metadata");
        createdAt = Checks.time("createdAt", createdAt);
        updatedAt = Checks.time("updatedAt", updatedAt);
        expiresAt = expiresAt == null ? null : Checks.time("expiresAt", expiresAt);
        Checks.check(version >= 1, "version", "starts at 1, but is %s", version);
    }

    /**
     * Checks that a text can be remembered: not blank, without U+0000 and lone surrogates.
     *
     * @return the text
     * @throws IllegalArgumentException if it cannot
     */
    public static String requireText(String text) {
        return Checks.text(text);
    }

    public Memory withEmbedding(@Nullable Embedding embedding) {
        return new Memory(id, scope, text, metadata, createdAt, updatedAt, expiresAt, version, embedding);
    }

    /** Whether it is absent at {@code now}. */
    public boolean isExpired(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }
}
