package io.github.mem0j.embedder;

import io.github.mem0j.model.Metadata;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * What of a memory the embedder sees. It must depend on what is stored alone, so that a memory can be embedded again
 * later, by another model.
 */
@FunctionalInterface
public interface EmbeddedText {
    /** Metadata key of who said a text. */
    String SPEAKER = "speaker";

    /** The text as it is. */
    EmbeddedText TEXT_ONLY = (text, metadata, createdAt) -> text;

    /** Metadata key of the speaker's role, where a chat message names no speaker. */
    String ROLE = "role";

    /**
     * The default: what has a {@value #SPEAKER}, or else a {@value #ROLE}, in its metadata is embedded as
     * {@code 2026-03-14, Mara: text}, with the UTC date of its creation, so that questions of who and when find it;
     * anything else as it is.
     */
    EmbeddedText DATED_SPEAKER = (text, metadata, createdAt) -> metadata.string(SPEAKER)
            .or(() -> metadata.string(ROLE))
            .map(speaker ->
                    (createdAt == null ? "" : createdAt.atOffset(ZoneOffset.UTC).toLocalDate() + ", ") + speaker + ": "
                            + text)
            .orElse(text);

    /**
     * What to embed for a memory.
     *
     * @param createdAt null only where a new memory leaves its time to the store
     */
    String of(String text, Metadata metadata, @Nullable Instant createdAt);
}
