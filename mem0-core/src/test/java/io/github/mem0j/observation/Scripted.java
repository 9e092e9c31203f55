package io.github.mem0j.observation;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.layer.Call;
import io.github.mem0j.layer.InterceptingMemoryStore;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.StoreResult;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** A layer that does what a test says around each call, on a clock that moves only when told to. */
final class Scripted extends InterceptingMemoryStore {
    static final MemoryScope ALICE = MemoryScope.user("alice");
    static final EmbeddingSpace SPACE = new EmbeddingSpace("test", 2);
    static final Embedding EAST = Embedding.of(new float[] {1, 0});
    static final SearchRequest SEARCH = SearchRequest.of(ALICE, SPACE, EAST);
    static final GetRequest GET = GetRequest.of(ALICE, new UUID(1, 2));

    static AddRequest add() {
        return AddRequest.of(ALICE, SPACE, NewMemory.of("said", EAST));
    }

    /** What happens around a call; {@code below} goes on. */
    interface Script {
        Object run(Supplier<Object> below);
    }

    /** Like {@link System#nanoTime}. */
    static final class Time extends AtomicLong {
        private static final long serialVersionUID = 1L;

        Time() {
            super(Long.MAX_VALUE - 450_000_000); // it overflows in the middle of a test
        }

        void pass(long millis) {
            addAndGet(Duration.ofMillis(millis).toNanos());
        }

        UnaryOperator<MemoryStore> taking(long millis) {
            return inner -> new Scripted(inner, below -> {
                pass(millis);
                return below.get();
            });
        }
    }

    private final Script script;

    Scripted(MemoryStore inner, Script script) {
        super(inner);
        this.script = script;
    }

    static MemoryStore failing(RuntimeException failure) {
        return new Scripted(EmbeddedMemoryStore.create(), below -> {
            throw failure;
        });
    }

    @Override
    @SuppressWarnings("unchecked")
    protected <R extends StoreResult> R around(Call<R> call) {
        return (R) script.run(call::proceed);
    }

    @Override
    @SuppressWarnings("unchecked")
    protected <T> T aroundAdmin(String name, Supplier<T> call) {
        return (T) script.run(call::get);
    }

    /** The warnings logged meanwhile. */
    static List<String> logged(Runnable action) {
        PrintStream before = System.err;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try {
            action.run();
        } finally {
            System.setErr(before);
        }
        return captured.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains(" WARN "))
                .toList();
    }
}
