package io.github.mem0j.testkit;

import io.github.mem0j.layer.Call;
import io.github.mem0j.layer.InterceptingMemoryStore;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.Operation;
import io.github.mem0j.store.StoreRequest;
import io.github.mem0j.store.StoreResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Remembers what it was asked, in the order in which it was asked, and passes everything on. Put below a layer it shows
 * what the layer let through; put above, what the layer was asked. Thread-safe.
 *
 * <pre>{@code
 * RecordingStore backend = RecordingStore.over(EmbeddedMemoryStore.create());
 * MemoryStore cached = MemoryStack.over(backend).layer(cache).build();
 * cached.get(request);
 * cached.get(request);
 * assertThat(backend.count(Operation.GET)).isEqualTo(1);
 * }</pre>
 */
public final class RecordingStore extends InterceptingMemoryStore {
    private final Lock lock = new ReentrantLock();
    private final List<StoreRequest> calls = new ArrayList<>();
    private final List<String> adminCalls = new ArrayList<>();
    private int closes;

    private RecordingStore(MemoryStore inner) {
        super(inner);
    }

    public static RecordingStore over(MemoryStore inner) {
        return new RecordingStore(inner);
    }

    /** All requests since the start or the last {@link #reset()}, failed ones too. */
    public List<StoreRequest> calls() {
        return locked(() -> List.copyOf(calls));
    }

    /** The requests of one kind, in order: {@code calls(AddRequest.class)}. */
    public <T extends StoreRequest> List<T> calls(Class<T> type) {
        return locked(
                () -> calls.stream().filter(type::isInstance).map(type::cast).toList());
    }

    /** How many requests were of {@code operation}. */
    public int count(Operation operation) {
        return locked(() -> (int) calls.stream()
                .filter(request -> request.operation() == operation)
                .count());
    }

    /** The names of the {@link io.github.mem0j.store.StoreAdmin} methods called, in order. */
    public List<String> adminCalls() {
        return locked(() -> List.copyOf(adminCalls));
    }

    /** How often it was closed; {@link #reset()} does not forget this. */
    public int closes() {
        return locked(() -> closes);
    }

    /** Forgets all calls. */
    public void reset() {
        locked(() -> {
            calls.clear();
            adminCalls.clear();
            return true;
        });
    }

    @Override
    protected <R extends StoreResult> R around(Call<R> call) {
        locked(() -> calls.add(call.request()));
        return call.proceed();
    }

    @Override
    protected <T> T aroundAdmin(String name, Supplier<T> call) {
        locked(() -> adminCalls.add(name));
        return call.get();
    }

    @Override
    public void close() {
        locked(() -> ++closes);
        super.close();
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
