package io.github.mem0j.async;

import io.github.mem0j.store.StoreUnavailableException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs blocking calls elsewhere and hands back futures. Thread-safe.
 *
 * <p>The default executor starts a virtual thread per call on Java 21 and later; before, it has
 * {@value DefaultExecutor#THREADS} daemon threads and room for {@value DefaultExecutor#QUEUE} waiting calls, past which
 * a future fails at once with {@link StoreUnavailableException} and outcome NOT_APPLIED.
 *
 * <p><b>Cancelling</b> a future completes it at once. A call that has not started never runs. One that is running is
 * interrupted by {@code cancel(true)} and left alone by {@code cancel(false)}; either way a write may still take
 * effect, exactly as after an unknown outcome. Futures derived by {@code thenApply} and the like do not pass
 * cancellation back, as usual with {@link CompletableFuture}.
 */
public final class AsyncCalls implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Executor executor;
    private final @Nullable ExecutorService own;

    private AsyncCalls(Executor executor, @Nullable ExecutorService own) {
        this.executor = executor;
        this.own = own;
    }

    /** On an executor of its own, ended by {@link #close()}. */
    public static AsyncCalls create() {
        ExecutorService own = DefaultExecutor.create();
        return new AsyncCalls(own, own);
    }

    /** On the caller's executor, which stays the caller's to end. */
    public static AsyncCalls on(Executor executor) {
        return new AsyncCalls(Objects.requireNonNull(executor, "executor"), null);
    }

    public <T> CompletableFuture<T> submit(Callable<T> call) {
        CallFuture<T> future = new CallFuture<>(call);
        try {
            executor.execute(future.work());
        } catch (RejectedExecutionException e) {
            future.completeExceptionally(StoreUnavailableException.notApplied(
                    "the call was not started: its executor is full or shut down; retry later", e));
        }
        return future;
    }

    /** Lets running calls finish for up to 5 seconds, then interrupts them; a caller's executor is left alone. */
    @Override
    public void close() {
        if (own == null) {
            return;
        }
        own.shutdown();
        try {
            if (!own.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                own.shutdownNow();
            }
        } catch (InterruptedException e) {
            own.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
