package io.github.mem0j.examples.service;

import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.bgesmallenv15q.BgeSmallEnV15QuantizedEmbeddingModel;
import io.github.mem0j.embedder.Embedder;
import io.github.mem0j.embedder.InputType;

/** bge-small-en-v1.5, quantised, run in this JVM by LangChain4j; of long texts it reads the beginning. */
final class BgeSmall {
    private static final String QUERY_PREFIX = "Represent this sentence for searching relevant passages: ";

    /** More than the model's 510 tokens of any prose; the tokenizer would take its time for all of a long text. */
    private static final int MOST_CHARS = 8_000;

    private BgeSmall() {}

    /** Loads the model, which takes about a second. */
    static Embedder load() {
        EmbeddingModel model = new BgeSmallEnV15QuantizedEmbeddingModel();
        return Embedder.of(
                "bge-small-en-v1.5-q+query-prefix",
                384,
                (texts, type) -> texts.stream()
                        .map(text -> (type == InputType.QUERY ? QUERY_PREFIX : "") + head(text))
                        .map(shown -> model.embed(shown).content().vector())
                        .toList());
    }

    private static String head(String text) {
        if (text.length() <= MOST_CHARS) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(MOST_CHARS - 1)) ? MOST_CHARS - 1 : MOST_CHARS);
    }
}
