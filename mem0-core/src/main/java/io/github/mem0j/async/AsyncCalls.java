package io.github.mem0j.async;

import io.github.mem0j.store.Deadline;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Runs blocking calls elsewhere and hands back futures. Thread-safe.
 *
 * <p>So many calls run at once, so many more wait, first come first served; one more fails at once with
 * {@link io.github.mem0j.store.StoreUnavailableException} and outcome NOT_APPLIED. Threads are virtual ones on Java 21 and
 * later and daemons before, as many as there are calls running; or those of the caller's executor.
 *
 * <p><b>Deadlines</b> include the wait: a call that has not begun by its deadline fails at that moment, NOT_APPLIED, and
 * never runs. One that has begun is ended by the store.
 *
 * <p><b>Cancelling</b> a future completes it at once, and so do {@code orTimeout} and {@code complete}. A call that has not
 * begun never runs then, and its room in the queue is free. One that is running is interrupted by {@code cancel(true)} and
 * left alone otherwise; it keeps its place until it returns, and a write may still take effect, exactly as after an
 * unknown outcome. Futures derived by {@code thenApply} and the like do not pass cancellation back, as usual with
 * {@link CompletableFuture}.
 *
 * <p><b>Context</b>, such as the logger's or a trace, goes along if a carrier is given:
 *
 * <pre>{@code
 * AsyncCalls calls = AsyncCalls.builder()
 *         .context(call -> {
 *             Map<String, String> ofCaller = MDC.getCopyOfContextMap(); // on the thread that asks
 *             return () -> {
 *                 MDC.setContextMap(ofCaller == null ? Map.of() : ofCaller); // on the thread that answers
 *                 try {
 *                     call.run();
 *                 } finally {
 *                     MDC.clear();
 *                 }
 *             };
 *         })
 *         .build();
 * AsyncMemoryStore async = AsyncMemoryStore.over(store, calls);
 * }</pre>
 */
public final class AsyncCalls implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final CallQueue queue;
    private final UnaryOperator<Runnable> context;
    private final @Nullable ExecutorService own;

    private AsyncCalls(
            Executor executor,
            @Nullable ExecutorService own,
            int concurrency,
            int room,
            UnaryOperator<Runnable> context) {
        this.queue = new CallQueue(executor, concurrency, room);
        this.context = context;
        this.own = own;
    }

    /** With threads of its own, ended by {@link #close()}: 64 calls at once, and 1,024 waiting. */
    public static AsyncCalls create() {
        return builder().build();
    }

    /** On the caller's executor, which alone decides how many calls run and wait, and stays the caller's to end. */
    public static AsyncCalls on(Executor executor) {
        return builder().executor(executor).concurrency(Integer.MAX_VALUE).build();
    }

    public static Builder builder() {
        return new Builder();
    }

    public <T> CompletableFuture<T> submit(Callable<T> call) {
        return submit(null, call);
    }

    /**
     * The same with an end to its wait.
     *
     * @param deadline by which the call is to have begun, or null
     */
    public <T> CompletableFuture<T> submit(@Nullable Deadline deadline, Callable<T> call) {
        return queue.submit(new CallFuture<>(queue, context, call), deadline, null);
    }

    /** A line of its own for calls that must keep an order, on the same threads and in the same queue. */
    public OrderedCalls ordered() {
        return new OrderedCalls(queue, context);
    }

    /**
     * Refuses new calls and lets the others finish for up to 5 seconds. Then it fails those that wait with outcome
     * NOT_APPLIED, and interrupts those that run and fails them with UNKNOWN. A caller's executor goes on.
     */
    @Override
    public void close() {
        close(GRACE);
    }

    void close(Duration grace) {
        queue.close(System.nanoTime() + grace.toNanos());
        if (own != null) {
            own.shutdownNow();
        }
    }

    /** Not thread-safe; what it builds is. */
    public static final class Builder {
        private @Nullable Executor executor;
        private int concurrency = 64;
        private int queue = 1_024;
        private UnaryOperator<Runnable> context = UnaryOperator.identity();

        private Builder() {}

        /** Where calls run, in place of threads of its own; stays the caller's to end. Must not drop what it accepts. */
        public Builder executor(Executor executor) {
            this.executor = Objects.requireNonNull(executor, "executor");
            return this;
        }

        /** How many calls run at once at most; 64 by default. */
        public Builder concurrency(int most) {
            concurrency = most;
            return this;
        }

        /** How many more may wait; 1,024 by default, 0 for none. */
        public Builder queue(int most) {
            queue = most;
            return this;
        }

        /**
         * Carries context from the thread that asks to the one that answers: called by the former with the call, it returns
         * what the latter is to run, the call with whatever belongs around it. None by default.
         */
        public Builder context(UnaryOperator<Runnable> carrier) {
            context = Objects.requireNonNull(carrier, "context");
            return this;
        }

        /**
         * The calls' home; threads begin with calls.
         *
         * @throws IllegalArgumentException naming what cannot be
         */
        public AsyncCalls build() {
            if (concurrency < 1) {
                throw new IllegalArgumentException("concurrency must be at least 1, but is " + concurrency);
            }
            if (queue < 0) {
                throw new IllegalArgumentException("queue must not be negative, but is " + queue);
            }
            if (executor != null) {
                return new AsyncCalls(executor, null, concurrency, queue, context);
            }
            ExecutorService own = DefaultExecutor.create();
            return new AsyncCalls(own, own, concurrency, queue, context);
        }
    }
}
