package io.github.mem0j;

import static java.util.Objects.requireNonNull;

import io.github.mem0j.embedder.EmbeddedText;
import io.github.mem0j.model.Metadata;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One message of a conversation, remembered verbatim with its role and speaker as metadata.
 *
 * @param role such as {@code "user"} or {@code "assistant"}; metadata key {@value EmbeddedText#ROLE}
 * @param speaker who said it by name, or null; metadata key {@value EmbeddedText#SPEAKER}
 * @param text what was said; not blank
 * @param createdAt when, or null for now
 */
public record ChatMessage(
        String role,
        @Nullable String speaker,
        String text,
        @Nullable Instant createdAt) {
    public ChatMessage {
        requireNonNull(role, "role");
        requireNonNull(text, "text");
    }

    public static ChatMessage of(String role, String text) {
        return new ChatMessage(role, null, text, null);
    }

    public ChatMessage withSpeaker(String speaker) {
        return new ChatMessage(role, requireNonNull(speaker, "speaker"), text, createdAt);
    }

    public ChatMessage withCreatedAt(@Nullable Instant createdAt) {
        return new ChatMessage(role, speaker, text, createdAt);
    }

    /** The message as it is remembered. */
    public MemoryText toMemoryText() {
        Metadata metadata = Metadata.of(EmbeddedText.ROLE, role);
        return MemoryText.of(text)
                .withMetadata(speaker == null ? metadata : metadata.with(EmbeddedText.SPEAKER, speaker))
                .withCreatedAt(createdAt);
    }
}
