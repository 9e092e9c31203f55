package io.github.mem0j.async;

import io.github.mem0j.store.Deadline;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Calls of which each sees what came before it: a write begins when the writes submitted before it are over, however they
 * ended, and so does a read. Reads run side by side. What waits for a write takes no thread. Thread-safe; made by
 * {@link AsyncCalls#ordered()}.
 */
public final class OrderedCalls {
    private final CallQueue queue;
    private final UnaryOperator<Runnable> context;
    private final CallQueue.Line line = new CallQueue.Line();

    OrderedCalls(CallQueue queue, UnaryOperator<Runnable> context) {
        this.queue = queue;
        this.context = context;
    }

    public <T> CompletableFuture<T> read(@Nullable Deadline deadline, Callable<T> call) {
        return submit(false, deadline, call);
    }

    public <T> CompletableFuture<T> write(@Nullable Deadline deadline, Callable<T> call) {
        return submit(true, deadline, call);
    }

    private <T> CompletableFuture<T> submit(boolean write, @Nullable Deadline deadline, Callable<T> call) {
        CallFuture<T> future = new CallFuture<>(queue, context, call);
        future.isWrite = write;
        return queue.submit(future, deadline, line);
    }
}
