package io.github.mem0j.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs one action in many threads that start at the same moment. */
final class Together {
    /** What each thread does. */
    interface Action {
        void run(int thread) throws Exception;
    }

    private static final int PATIENCE_SECONDS = 120;

    private Together() {}

    /** Returns when all are done; fails with the first thread's failure, the others suppressed in it. */
    static void run(int threads, Action action) {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            CyclicBarrier start = new CyclicBarrier(threads);
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                running.add(executor.submit(() -> {
                    start.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                    action.run(thread);
                    return true;
                }));
            }
            await(running);
        } finally {
            executor.shutdownNow();
        }
    }

    private static void await(List<Future<?>> running) {
        AssertionError failure = null;
        for (Future<?> each : running) {
            try {
                each.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for the threads", e);
            } catch (ExecutionException | TimeoutException e) {
                if (failure == null) {
                    failure = new AssertionError("a thread failed or hung", e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
