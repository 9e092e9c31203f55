package io.github.mem0j.resilience;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Daemon threads for calls that may hang, a limited number at a time. They end by themselves when there is nothing to do,
 * or at once when closed. Thread-safe.
 */
final class EmbedderThreads {
    private static final AtomicLong number = new AtomicLong();
    private static final int IDLE_SECONDS = 10;

    private final int calls;
    private final Semaphore places;
    // Not limited by its size: a thread is still busy for a moment when its caller has the answer and asks again.
    private final ThreadPoolExecutor executor = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), EmbedderThreads::thread);

    EmbedderThreads(int calls) {
        Settings.check(calls > 0, "there must be room for a call, but it is for " + calls);
        this.calls = calls;
        places = new Semaphore(calls);
    }

    private static Thread thread(Runnable body) {
        Thread thread = new Thread(body, "mem0-embedder-" + number.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Starts a call. If it is cancelled it keeps its place until it returns.
     *
     * @throws RejectedExecutionException at once, if too many are under way
     */
    <T> Future<T> start(Callable<T> call) {
        if (executor.isShutdown()) {
            throw new RejectedExecutionException("it is closed");
        }
        if (!places.tryAcquire()) {
            throw new RejectedExecutionException(calls + " calls are under way");
        }
        AtomicBoolean left = new AtomicBoolean();
        Runnable leave = () -> {
            if (left.compareAndSet(false, true)) {
                places.release();
            }
        };
        FutureTask<T> task = new FutureTask<>(() -> {
            try {
                return call.call();
            } finally {
                leave.run(); // before anybody has the answer
            }
        });
        try {
            executor.execute(() -> {
                task.run();
                leave.run(); // if it was cancelled before it began
            });
        } catch (RuntimeException | Error e) {
            leave.run();
            throw e;
        }
        return task;
    }

    /** Refuses calls from now on and interrupts those under way. */
    void close() {
        List<Runnable> none = executor.shutdownNow(); // nothing ever waits
        assert none.isEmpty();
    }

    /** For tests. */
    int free() {
        return places.availablePermits();
    }
}
