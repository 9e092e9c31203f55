package io.github.mem0j.pgvector;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;

/**
 * HikariCP's own threads, of which one opens connections. After failures it sleeps, up to 5 s at a time: as long a server
 * that is back would go unused. Thread-safe.
 */
final class PoolThreads implements ThreadFactory {
    private final String pool;
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    PoolThreads(String pool) {
        this.pool = pool;
    }

    @Override
    public Thread newThread(Runnable task) {
        threads.removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
        Thread thread = new Thread(task, pool + ":hikari");
        thread.setDaemon(true);
        threads.add(thread);
        return thread;
    }

    /** Has it try again now. The other threads look once more for what to do, and find nothing. */
    void wake() {
        for (Thread thread : threads) {
            // Asleep, not connecting.
            if (thread.getState() == Thread.State.TIMED_WAITING) {
                thread.interrupt();
            }
        }
    }
}
