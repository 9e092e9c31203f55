package io.github.mem0j.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What an update changes; the rest stays. A new text needs its new embedding, so that the two never disagree.
 *
 * <p>{@code MemoryChange.none().withMetadata(Metadata.of("seen", true)).withoutKeys("draft")}
 *
 * @param text new text, or null
 * @param embedding new vector, or null
 * @param metadata laid over what is there, key by key
 * @param unset keys to remove
 * @param expiry what happens to the expiry
 */
public record MemoryChange(
        @Nullable String text, @Nullable Embedding embedding, Metadata metadata, Set<String> unset, Expiry expiry) {
    private static final MemoryChange NONE = new MemoryChange(null, null, Metadata.EMPTY, Set.of(), Expiry.KEEP);

    public MemoryChange {
        text = text == null ? null : Checks.text(text);
        Checks.check(text == null || embedding != null, "embedding", "is missing; a new text needs its new embedding");
        unset = Collections.unmodifiableSet(new TreeSet<>(unset));
        unset.forEach(Metadata::key);
        for (String key : unset) {
            Checks.check(metadata.get(key) == null, "metadata key", "'%s' is both set and unset", key);
        }
        requireNonNull(expiry, "expiry");
    }

    /** No change yet; an update request with this is refused. */
    public static MemoryChange none() {
        return NONE;
    }

    public boolean isNone() {
        return equals(NONE);
    }

    public MemoryChange withText(String text, Embedding embedding) {
        return new MemoryChange(
                requireNonNull(text, "text"), requireNonNull(embedding, "embedding"), metadata, unset, expiry);
    }

    /** Another vector for the same text, as after a change of how text is embedded. */
    public MemoryChange withEmbedding(Embedding embedding) {
        return new MemoryChange(text, requireNonNull(embedding, "embedding"), metadata, unset, expiry);
    }

    public MemoryChange withMetadata(Metadata metadata) {
        return new MemoryChange(text, embedding, metadata, unset, expiry);
    }

    public MemoryChange withoutKeys(String... keys) {
        return new MemoryChange(text, embedding, metadata, Set.of(keys), expiry);
    }

    public MemoryChange withExpiry(Expiry expiry) {
        return new MemoryChange(text, embedding, metadata, unset, expiry);
    }

    /** {@code memory} after this change at {@code now}: the meaning of an update, its version one higher. */
    public Memory applyTo(Memory memory, Instant now) {
        return new Memory(
                memory.id(),
                memory.scope(),
                text == null ? memory.text() : text,
                memory.metadata().merge(metadata, unset),
                memory.createdAt(),
                now,
                expiry instanceof Expiry.At end ? end.at() : expiry == Expiry.CLEAR ? null : memory.expiresAt(),
                memory.version() + 1,
                embedding == null ? memory.embedding() : embedding);
    }
}
