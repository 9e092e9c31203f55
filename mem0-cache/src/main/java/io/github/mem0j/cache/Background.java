package io.github.mem0j.cache;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads that nobody waits for. */
final class Background {
    private static final int THREADS = 2;
    private static final int WAITING = 64;

    private Background() {}

    /** Starts threads when there is work and ends them when there is none; refuses what is more than it can queue. */
    static ExecutorService threads(String name) {
        return threads(name, THREADS);
    }

    static ExecutorService threads(String name, int most) {
        return threads(name, most, new ThreadPoolExecutor.AbortPolicy());
    }

    /** The same, but what is more than can be queued its caller does. */
    static ExecutorService threadsOrCaller(String name) {
        return threads(name, THREADS, (task, threads) -> task.run());
    }

    private static ExecutorService threads(String name, int most, RejectedExecutionHandler whenFull) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                most,
                most,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                task -> daemon(name, task),
                whenFull);
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
