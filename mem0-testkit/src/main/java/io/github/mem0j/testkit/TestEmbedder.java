package io.github.mem0j.testkit;

import io.github.mem0j.embedder.Embedder;
import io.github.mem0j.embedder.InputType;
import io.github.mem0j.model.Embedding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An embedder without a model: counts a text's words and their letter trigrams into a vector, lower-cased, so that
 * texts with words in common are similar. The same text gives the same vector in every JVM, as QUERY and as DOCUMENT.
 * Vectors are not of unit length. Thread-safe.
 *
 * <pre>{@code
 * TestEmbedder embedder = TestEmbedder.create();
 * embedder.failWith(new EmbedderException("model server is down", null));
 * }</pre>
 */
public final class TestEmbedder implements Embedder {
    public static final String MODEL_ID = "test-embedder";
    public static final int DIMENSIONS = 256;

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+");

    /** A shared word must outweigh shared trigrams of other words. */
    private static final int WORD_WEIGHT = 4;

    private final String modelId;
    private final int dimensions;
    private final Lock lock = new ReentrantLock();
    private final List<String> embedded = new ArrayList<>();
    private int calls;
    private @Nullable RuntimeException failure;

    private TestEmbedder(String modelId, int dimensions) {
        this.modelId = Objects.requireNonNull(modelId, "modelId");
        this.dimensions = dimensions;
    }

    /** {@value #MODEL_ID} with {@value #DIMENSIONS} dimensions. */
    public static TestEmbedder create() {
        return of(MODEL_ID, DIMENSIONS);
    }

    /** Another model: the id does not change the vectors, only what they claim to be. */
    public static TestEmbedder of(String modelId, int dimensions) {
        if (dimensions < 1 || dimensions > Embedding.MAX_DIMENSIONS) {
            throw new IllegalArgumentException(
                    "dimensions must be 1 to " + Embedding.MAX_DIMENSIONS + ", but is " + dimensions);
        }
        return new TestEmbedder(modelId, dimensions);
    }

    @Override
    public List<Embedding> embed(List<String> texts, InputType type) {
        Objects.requireNonNull(type, "type");
        List<String> copy = List.copyOf(texts);
        locked(() -> {
            calls++;
            if (failure != null) {
                throw failure;
            }
            return embedded.addAll(copy);
        });
        return copy.stream().map(this::vector).toList();
    }

    /** The vector of one text, not counted as a call. */
    public Embedding vector(String text) {
        float[] counts = new float[dimensions];
        List<String> words = WORD.matcher(text.toLowerCase(Locale.ROOT))
                .results()
                .map(MatchResult::group)
                .toList();
        for (String word : words) {
            counts[place(word)] += WORD_WEIGHT;
            for (int i = 0; i + 3 <= word.length(); i++) {
                counts[place(word.substring(i, i + 3))] += 1;
            }
        }
        if (words.isEmpty()) {
            counts[place(text)] = 1; // a vector needs a direction
        }
        return Embedding.of(counts);
    }

    /** All calls from now on throw this, until {@link #recover()}. */
    public void failWith(RuntimeException failure) {
        Objects.requireNonNull(failure, "failure");
        locked(() -> this.failure = failure);
    }

    /** Ends {@link #failWith}. */
    public void recover() {
        lock.lock();
        try {
            failure = null;
        } finally {
            lock.unlock();
        }
    }

    /** How often it was called, failures included. */
    public int calls() {
        return locked(() -> calls);
    }

    /** Every text embedded, in order. */
    public List<String> embeddedTexts() {
        return locked(() -> List.copyOf(embedded));
    }

    /** Forgets the calls and texts counted so far. */
    public void reset() {
        locked(() -> {
            calls = 0;
            embedded.clear();
            return true;
        });
    }

    @Override
    public String modelId() {
        return modelId;
    }

    @Override
    public int dimensions() {
        return dimensions;
    }

    @Override
    public String toString() {
        return "TestEmbedder[" + space() + "]";
    }

    /** {@link String#hashCode} is the same in every JVM, but its neighbours are close together: spread them. */
    private int place(String part) {
        int hash = part.hashCode() * 0x9E3779B9;
        return Math.floorMod(hash ^ (hash >>> 15), dimensions);
    }

    private <T> T locked(Supplier<T> body) {
        lock.lock();
        try {
            return body.get();
        } finally {
            lock.unlock();
        }
    }
}
