package io.github.mem0j.testkit;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Futures that block, each on a thread of its own. The common pool has a single thread on two cores, and from Java 25
 * on {@link CompletableFuture} makes do with it.
 */
final class OwnThread {
    private OwnThread() {}

    static <T> CompletableFuture<T> supply(Supplier<T> call) {
        return CompletableFuture.supplyAsync(call, OwnThread::start);
    }

    static CompletableFuture<Void> run(Runnable call) {
        return CompletableFuture.runAsync(call, OwnThread::start);
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "own-thread");
        thread.setDaemon(true);
        thread.start();
    }
}
