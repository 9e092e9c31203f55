package io.github.mem0j.examples.quickstart;

import io.github.mem0j.embedder.Embedder;
import io.github.mem0j.embedder.InputType;
import io.github.mem0j.model.Embedding;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** An embedder that keeps time, so that what the store takes can be told from what the model takes. */
final class TimedEmbedder implements Embedder {
    private final Embedder embedder;
    private final Timings timings;
    private final AtomicLong spent = new AtomicLong();

    TimedEmbedder(Embedder embedder, Timings timings) {
        this.embedder = embedder;
        this.timings = timings;
    }

    @Override
    public List<Embedding> embed(List<String> texts, InputType type) {
        long start = System.nanoTime();
        List<Embedding> embeddings = embedder.embed(texts, type);
        long took = System.nanoTime() - start;
        if (texts.size() == 1) {
            timings.add("embed one text", took);
        }
        spent.addAndGet(took);
        return embeddings;
    }

    /** Nanoseconds spent embedding since this was last asked. */
    long takeSpent() {
        return spent.getAndSet(0);
    }

    @Override
    public String modelId() {
        return embedder.modelId();
    }

    @Override
    public int dimensions() {
        return embedder.dimensions();
    }
}
