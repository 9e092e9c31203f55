package io.github.mem0j;

import io.github.mem0j.embedder.EmbeddedText;
import io.github.mem0j.embedder.Embedder;
import io.github.mem0j.embedder.EmbedderException;
import io.github.mem0j.embedder.InputType;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.store.StoredMemory;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The host's embedder, held to its promises, and the text that each memory shows it. */
final class TextEmbedding {
    private final Embedder embedder;
    private final EmbeddedText embeddedText;
    private final Clock clock;

    TextEmbedding(Embedder embedder, EmbeddedText embeddedText, Clock clock) {
        this.embedder = embedder;
        this.embeddedText = embeddedText;
        this.clock = clock;
    }

    EmbeddingSpace space() {
        return embedder.space();
    }

    Embedding query(String query) {
        if (query.isBlank()) {
            throw new IllegalArgumentException("query must not be blank; to see everything, list");
        }
        return embed(List.of(query), InputType.QUERY).get(0);
    }

    /** The texts as memories. Their time is fixed here, since it is part of what is embedded. */
    List<NewMemory> memories(List<MemoryText> texts) {
        Instant now = clock.instant();
        List<MemoryText> timed = texts.stream()
                .map(text -> text.createdAt() == null ? text.withCreatedAt(now) : text)
                .toList();
        List<Embedding> embeddings = embed(
                timed.stream()
                        .map(text -> embeddedText.of(text.text(), text.metadata(), text.createdAt()))
                        .toList(),
                InputType.DOCUMENT);
        List<NewMemory> memories = new ArrayList<>(timed.size());
        for (int i = 0; i < timed.size(); i++) {
            MemoryText text = timed.get(i);
            memories.add(new NewMemory(
                    text.id(), text.text(), embeddings.get(i), text.metadata(), text.createdAt(), text.expiresAt()));
        }
        return memories;
    }

    /** What the embedder is shown of a memory. */
    String shown(Memory memory) {
        return embeddedText.of(memory.text(), memory.metadata(), memory.createdAt());
    }

    /** Stored memories with the vectors of this embedder. */
    List<StoredMemory> anew(List<StoredMemory> stored) {
        List<Embedding> embeddings =
                documents(stored.stream().map(one -> shown(one.memory())).toList());
        List<StoredMemory> anew = new ArrayList<>(stored.size());
        for (int i = 0; i < stored.size(); i++) {
            StoredMemory one = stored.get(i);
            anew.add(new StoredMemory(
                    one.memory().withEmbedding(embeddings.get(i)), one.deduplicated(), one.relations()));
        }
        return anew;
    }

    List<Embedding> documents(List<String> shown) {
        return embed(shown, InputType.DOCUMENT);
    }

    private List<Embedding> embed(List<String> texts, InputType type) {
        List<Embedding> embeddings = embedder.embed(texts, type);
        if (embeddings.size() != texts.size()) {
            throw new EmbedderException(
                    "embedder " + space() + " gave " + embeddings.size() + " embeddings for " + texts.size()
                            + " texts; nothing was stored",
                    null);
        }
        for (Embedding embedding : embeddings) {
            if (embedding.dimensions() != space().dimensions()) {
                throw new EmbedderException(
                        "embedder " + space() + " gave an embedding of " + embedding.dimensions()
                                + " dimensions; nothing was stored",
                        null);
            }
        }
        return embeddings;
    }
}
