package io.github.mem0j.cache;

import io.github.mem0j.store.MemoryStoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads and comparisons in the background: one at a time for an owner, a few at a time for all. */
final class HeldLoads implements AutoCloseable {
    /** After a failure an owner is left alone for so long. */
    private static final long PAUSE_NANOS = 200_000_000;

    private static final Logger log = LoggerFactory.getLogger(HeldLoads.class);

    private final WorkingSet settings;
    private final Comparisons comparisons;
    private final Counters counters;
    private final ExecutorService background;
    private volatile boolean closed;

    HeldLoads(WorkingSet settings, Comparisons comparisons, Counters counters) {
        this.settings = settings;
        this.comparisons = comparisons;
        this.counters = counters;
        background = Background.threads("mem0-working-set", settings.maxLoads);
    }

    /** Soon, unless it is under way already or too much else is. */
    void start(HeldOwner owner) {
        CompletableFuture<Boolean> unused = warm(owner);
    }

    /** The same, telling whether the owner's memories are held then. */
    CompletableFuture<Boolean> warm(HeldOwner owner) {
        CompletableFuture<Boolean> held = new CompletableFuture<>();
        if (closed || !owner.busy.compareAndSet(false, true)) {
            held.complete(false);
            return held;
        }
        try {
            settings.runner.run(background, () -> {
                try {
                    held.complete(run(owner, held::isDone));
                } catch (RuntimeException | Error e) {
                    held.completeExceptionally(e);
                    if (e instanceof Error error) {
                        throw error;
                    }
                }
            });
        } catch (RejectedExecutionException e) {
            owner.busy.set(false);
            held.complete(false);
        }
        return held;
    }

    private boolean run(HeldOwner owner, BooleanSupplier cancelled) {
        if (closed) {
            return false;
        }
        boolean first = owner.contents() == null;
        CacheMetric kind = first ? CacheMetric.LOADS : CacheMetric.COMPARISONS;
        long start = settings.nanoTime.getAsLong();
        try {
            counters.count(kind);
            boolean done = comparisons.run(owner, () -> closed || cancelled.getAsBoolean());
            counters.count(done ? CacheMetric.STORED : CacheMetric.REFUSED);
            return done;
        } catch (MemoryStoreException e) {
            failed(owner);
            log.debug("What is held of an owner could not be compared with the store", e);
            return false;
        } catch (RuntimeException | Error e) {
            failed(owner);
            // Nobody knows what its message says; the stack tells where to look.
            log.warn("Comparing what is held of an owner failed as nobody foresaw", new UnforeseenFailure(e));
            throw e;
        } finally {
            counters.count(CacheMetric.LOAD_NANOS, null, settings.nanoTime.getAsLong() - start);
            owner.busy.set(false);
        }
    }

    private void failed(HeldOwner owner) {
        counters.count(CacheMetric.LOAD_FAILURES);
        owner.pause(settings.nanoTime.getAsLong() + PAUSE_NANOS);
    }

    /** The class and the stack of a failure, without its message: that may hold a memory's text. */
    private static final class UnforeseenFailure extends Exception {
        private static final long serialVersionUID = 1L;

        UnforeseenFailure(Throwable failure) {
            super(failure.getClass().getName(), null, false, true);
            setStackTrace(failure.getStackTrace());
        }
    }

    /** Those that wait still learn that nothing comes of it. */
    @Override
    public void close() {
        closed = true;
        background.shutdownNow().forEach(Runnable::run);
    }
}
