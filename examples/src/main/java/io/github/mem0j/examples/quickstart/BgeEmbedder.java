package io.github.mem0j.examples.quickstart;

import ai.onnxruntime.OrtException;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.HuggingFaceTokenCountEstimator;
import io.github.mem0j.embedder.EmbedderException;
import io.github.mem0j.embedder.InputType;
import io.github.mem0j.model.Embedding;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * bge-small-en-v1.5, quantised, run in this JVM by LangChain4j: {@value #DIMENSIONS} dimensions, made for English.
 *
 * <p>The model reads {@value #MAX_TOKENS} tokens, about 2,000 characters of English; LangChain4j leaves out the rest
 * without a word. {@link #readable} tells where.
 */
final class BgeEmbedder implements LocalModel {
    static final int DIMENSIONS = 384;

    private static final String QUERY_PREFIX = "Represent this sentence for searching relevant passages: ";
    private static final int MAX_TOKENS = 510;

    /** More than 510 tokens of any prose; the tokenizer would take a second for a text of 1 MB. */
    private static final int MAX_CHARS = 8_000;

    /** A character is three tokens at most: a Hangul syllable is taken apart. */
    private static final int SURELY_READ = MAX_TOKENS / 3;

    private final EmbeddingModel model;
    private @Nullable HuggingFaceTokenCountEstimator tokens;

    /** Loads the model, which takes about a second. */
    BgeEmbedder() {
        try {
            model = new BgeModel();
        } catch (IOException | OrtException | RuntimeException | LinkageError e) {
            throw new EmbedderException(
                    "the embedding model cannot be loaded (" + e
                            + "); it is native code for Linux with glibc, macOS or Windows on x86-64 or arm64",
                    e);
        }
    }

    @Override
    public List<Embedding> embed(List<String> texts, InputType type) {
        String prefix = type == InputType.QUERY ? QUERY_PREFIX : "";
        List<TextSegment> shown = texts.stream()
                .map(text -> TextSegment.from(prefix + head(text, MAX_CHARS)))
                .toList();
        try {
            return model.embedAll(shown).content().stream()
                    .map(embedding -> Embedding.of(embedding.vector()))
                    .toList();
        } catch (RuntimeException e) {
            throw new EmbedderException("the embedding model failed: " + e, e);
        }
    }

    @Override
    public synchronized int readable(String text) {
        if (text.length() <= SURELY_READ) {
            return text.length();
        }
        if (tokens == null) {
            tokens = new HuggingFaceTokenCountEstimator();
        }
        String head = head(text, MAX_CHARS);
        if (tokens.estimateTokenCountInText(head) <= MAX_TOKENS) {
            return head.length();
        }
        int fits = SURELY_READ;
        int tooLong = head.length();
        while (tooLong - fits > 1) {
            int middle = (fits + tooLong) >>> 1;
            if (tokens.estimateTokenCountInText(head(head, middle)) <= MAX_TOKENS) {
                fits = middle;
            } else {
                tooLong = middle;
            }
        }
        return fits;
    }

    private static String head(String text, int chars) {
        if (text.length() <= chars) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(chars - 1)) ? chars - 1 : chars);
    }

    @Override
    public String modelId() {
        return "bge-small-en-v1.5-q+query-prefix";
    }

    @Override
    public int dimensions() {
        return DIMENSIONS;
    }
}
