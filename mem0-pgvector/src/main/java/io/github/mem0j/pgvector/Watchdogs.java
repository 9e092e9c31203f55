package io.github.mem0j.pgvector;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that look after time, daemons all. One keeps the clock and never blocks; telling a server to cancel may
 * take as long as a bad network likes, and is done by others. Thread-safe.
 */
final class Watchdogs {
    private static final int CANCELLING = 4;

    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, threads("watchdog"));
    private final ThreadPoolExecutor cancelling = new ThreadPoolExecutor(
            CANCELLING,
            CANCELLING,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(64),
            threads("cancel"),
            new ThreadPoolExecutor.DiscardPolicy()); // the connection is cut soon anyway

    Watchdogs() {
        clock.setRemoveOnCancelPolicy(true);
        cancelling.allowCoreThreadTimeOut(true);
    }

    static ThreadFactory threads(String what) {
        return task -> {
            Thread thread = new Thread(task, "mem0-pgvector-" + what);
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * Runs something that does not block; at once after {@link #close}, when nothing new should be under way.
     *
     * @return what calls it off
     */
    Runnable after(long nanos, Runnable task) {
        try {
            ScheduledFuture<?> scheduled = clock.schedule(task, nanos, TimeUnit.NANOSECONDS);
            return () -> scheduled.cancel(false);
        } catch (RejectedExecutionException e) {
            task.run();
            return () -> {};
        }
    }

    /** Runs something that may block; under many of them perhaps never. */
    void aside(Runnable task) {
        cancelling.execute(task);
    }

    /** Those of operations under way still run. */
    void close() {
        clock.shutdown();
        cancelling.shutdown();
    }
}
