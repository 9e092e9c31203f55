package io.github.mem0j.examples.quickstart;

import io.github.mem0j.MemoryText;
import io.github.mem0j.embedder.EmbeddedText;
import io.github.mem0j.model.Metadata;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/**
 * What one speaker said at one time.
 *
 * @param line where it is in its file, from 1
 */
record Turn(int line, Instant at, String speaker, String text) {
    /** Made of what the turn is, so that a later run knows it again. */
    UUID id() {
        return UUID.nameUUIDFromBytes((at + "\n" + speaker + "\n" + text).getBytes(StandardCharsets.UTF_8));
    }

    /** To be remembered verbatim; date and speaker become part of what is embedded. */
    MemoryText memory() {
        return MemoryText.of(text)
                .withId(id())
                .withMetadata(Metadata.of(EmbeddedText.SPEAKER, speaker))
                .withCreatedAt(at);
    }

    /** What the model is shown. */
    String shown() {
        MemoryText memory = memory();
        return EmbeddedText.DATED_SPEAKER.of(memory.text(), memory.metadata(), memory.createdAt());
    }
}
