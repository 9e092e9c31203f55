package io.github.mem0j.cache;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A call on a thread of its own. */
final class Aside<T> {
    private static final int PATIENCE_SECONDS = 20;

    private final FutureTask<T> task;
    private final Thread thread;

    private Aside(Callable<T> call) {
        task = new FutureTask<>(call);
        thread = new Thread(task, "aside");
        thread.setDaemon(true);
        thread.start();
    }

    static <T> Aside<T> call(Callable<T> call) {
        return new Aside<>(call);
    }

    void interrupt() {
        thread.interrupt();
    }

    /** What it returned, once it has. */
    T get() {
        try {
            return task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } catch (TimeoutException e) {
            throw new AssertionError("still under way after " + PATIENCE_SECONDS + " seconds", e);
        } catch (ExecutionException e) {
            throw new AssertionError("failed: " + e.getCause(), e.getCause());
        }
    }

    /** What it threw, once it has. */
    Throwable failure() {
        try {
            return new AssertionError("returned " + task.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } catch (TimeoutException e) {
            throw new AssertionError("still under way after " + PATIENCE_SECONDS + " seconds", e);
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }
}
