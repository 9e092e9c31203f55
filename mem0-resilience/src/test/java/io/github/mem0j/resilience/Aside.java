package io.github.mem0j.resilience;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A call on a thread of its own. */
final class Aside<T> {
    private static final int PATIENCE_SECONDS = 30;

    final Thread thread;
    private final FutureTask<T> task;

    private Aside(Callable<T> call) {
        task = new FutureTask<>(call);
        thread = new Thread(task, "aside");
        thread.setDaemon(true);
        thread.start();
    }

    static <T> Aside<T> call(Callable<T> call) {
        return new Aside<>(call);
    }

    /** The same call by so many threads at once. */
    static <T> List<T> together(int threads, Callable<T> call) {
        CyclicBarrier start = new CyclicBarrier(threads);
        List<Aside<T>> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            all.add(call(() -> {
                start.await();
                return call.call();
            }));
        }
        return all.stream().map(Aside::get).toList();
    }

    /** Waits for what other threads, or time, bring about. */
    static void until(String what, BooleanSupplier condition) {
        until(() -> what, condition);
    }

    static void until(Supplier<String> what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + PATIENCE_SECONDS + " seconds: " + what.get());
            }
            LockSupport.parkNanos(500_000);
        }
    }

    boolean isDone() {
        return task.isDone();
    }

    /** What it returned, once it has. */
    T get() {
        try {
            return task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("still under way", e);
        }
    }

    /** What it threw, once it has. */
    Throwable failure() {
        try {
            return new AssertionError("returned " + task.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("still under way", e);
        }
    }
}
