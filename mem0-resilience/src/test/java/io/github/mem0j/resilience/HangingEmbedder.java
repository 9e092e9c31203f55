package io.github.mem0j.resilience;

import io.github.mem0j.embedder.Embedder;
import io.github.mem0j.embedder.InputType;
import io.github.mem0j.model.Embedding;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers nobody until it is let go. Thread-safe. */
final class HangingEmbedder implements Embedder {
    final AtomicInteger calls = new AtomicInteger();
    final AtomicInteger interrupts = new AtomicInteger();
    private final CountDownLatch letGo = new CountDownLatch(1);
    private final boolean deaf;

    private HangingEmbedder(boolean deaf) {
        this.deaf = deaf;
    }

    static HangingEmbedder create() {
        return new HangingEmbedder(false);
    }

    /** Goes on when it is interrupted. */
    static HangingEmbedder deaf() {
        return new HangingEmbedder(true);
    }

    void letGo() {
        letGo.countDown();
    }

    @Override
    public List<Embedding> embed(List<String> texts, InputType type) {
        calls.incrementAndGet();
        while (true) {
            try {
                letGo.await();
                return texts.stream().map(text -> Embedding.of(1, 2)).toList();
            } catch (InterruptedException e) {
                interrupts.incrementAndGet();
                if (!deaf) {
                    throw new IllegalStateException("interrupted", e);
                }
            }
        }
    }

    @Override
    public String modelId() {
        return "hanging";
    }

    @Override
    public int dimensions() {
        return 2;
    }
}
