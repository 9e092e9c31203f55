package io.github.mem0j.batching;

import io.github.mem0j.layer.DefaultDeadlines;
import io.github.mem0j.layer.ForwardingMemoryStore;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.BulkStore;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.StoreRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The layer that {@link Batching} describes. */
final class BatchingStore extends ForwardingMemoryStore {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final AtomicInteger THREADS = new AtomicInteger();

    private final ExecutorService threads = threads();
    private final @Nullable DefaultDeadlines deadlines;
    private final @Nullable Batcher<AddRequest, AddResult> adds;
    private final @Nullable Batcher<GetRequest, GetResult> gets;

    BatchingStore(MemoryStore below, @Nullable BulkStore bulk, Batching settings) {
        super(below);
        deadlines = below.unwrap(DefaultDeadlines.class).orElse(null);
        if (bulk == null) {
            adds = null;
            gets = null;
        } else {
            adds = new Batcher<>(
                    settings, true, request -> request.memories().size(), below::add, bulk::addAll, threads);
            gets = new Batcher<>(settings, false, request -> request.ids().size(), below::get, bulk::getAll, threads);
        }
    }

    /** As many as there are batches under way; they end when nothing has been queued for a while. */
    private static ExecutorService threads() {
        ThreadPoolExecutor threads = (ThreadPoolExecutor) Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "mem0-batching-" + THREADS.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        threads.setKeepAliveTime(10, TimeUnit.SECONDS);
        return threads;
    }

    @Override
    public AddResult add(AddRequest request) {
        return adds == null ? super.add(request) : adds.call(timed(request, AddRequest.class));
    }

    @Override
    public GetResult get(GetRequest request) {
        return gets == null ? super.get(request) : gets.call(timed(request, GetRequest.class));
    }

    /** Its time begins here, where it may wait for others. */
    private <Q extends StoreRequest> Q timed(Q request, Class<Q> type) {
        return deadlines == null ? request : type.cast(deadlines.withDeadline(request));
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        if (type == BatchingStatistics.class) {
            return adds == null || gets == null
                    ? Optional.empty()
                    : Optional.of(type.cast(new BatchingStatistics(adds.figures(), gets.figures())));
        }
        return super.unwrap(type);
    }

    @Override
    public void close() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            if (adds != null && gets != null) {
                adds.refuse();
                gets.refuse();
                adds.drain(end);
                gets.drain(end);
            }
        } finally {
            threads.shutdown();
            super.close();
        }
    }

    @Override
    public String toString() {
        return "Batching(" + delegate() + ")";
    }
}
