package io.github.mem0j.pgvector;

import io.github.mem0j.store.MemoryStoreException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the list of indexes up to date, and the indexes themselves if the policy wants that in the background, on a
 * daemon thread. Thread-safe.
 */
final class IndexKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IndexKeeper.class);
    private static final int REFRESH_SECONDS = 60;

    private final @Nullable ScheduledExecutorService thread;

    private IndexKeeper(@Nullable ScheduledExecutorService thread) {
        this.thread = thread;
    }

    /** Without a thread where the policy leaves nothing to do. */
    static IndexKeeper start(IndexPolicy policy, Runnable refresh, IndexMaintenance maintenance) {
        if (!(policy instanceof IndexPolicy.ExactThenPartial partial)) {
            return new IndexKeeper(null);
        }
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(Watchdogs.threads("indexes"));
        repeat(thread, TimeUnit.SECONDS.toNanos(REFRESH_SECONDS), "The list of indexes could not be read", refresh);
        if (partial.every() != null) {
            repeat(thread, partial.every().toNanos(), "Index maintenance failed", maintenance::run);
        }
        return new IndexKeeper(thread);
    }

    /** What fails now may work the next time; searches go on with the list as it was. */
    private static void repeat(ScheduledExecutorService thread, long nanos, String failure, Runnable task) {
        Future<?> unused = thread.scheduleWithFixedDelay(
                () -> {
                    try {
                        task.run();
                    } catch (MemoryStoreException e) {
                        LOG.warn("{}, and is tried again later: {}", failure, e.getMessage());
                    }
                },
                nanos,
                nanos,
                TimeUnit.NANOSECONDS);
    }

    /** Interrupts a maintenance run between its statements; what it leaves is cleaned by the next. */
    @Override
    public void close() {
        if (thread != null) {
            thread.shutdownNow();
        }
    }
}
