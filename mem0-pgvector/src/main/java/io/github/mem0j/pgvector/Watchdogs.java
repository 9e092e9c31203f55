package io.github.mem0j.pgvector;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads that look after time, daemons all. One looks every {@value #TICK_MILLIS} ms, and when the next is due, which
 * alarms are due while there are any, never blocks, and sleeps when there have been none for a while: an executor's timer
 * would be woken for each operation, which took longer than all else that the store adds to its SQL. Telling a server to
 * cancel may take as long as a bad network likes, and is done by others. Thread-safe.
 */
final class Watchdogs {
    private static final int TICK_MILLIS = 10;

    /** Looks in vain until the thread goes to sleep. */
    private static final int QUIET_TICKS = 200;

    private static final int CANCELLING = 4;

    private static final class Alarm {
        private final long at;
        private final Runnable task;
        private final AtomicBoolean off = new AtomicBoolean();

        Alarm(long at, Runnable task) {
            this.at = at;
            this.task = task;
        }

        /** Once, unless it was called off; true, for it is done with. */
        boolean ring() {
            if (off.compareAndSet(false, true)) {
                task.run();
            }
            return true;
        }
    }

    private final Set<Alarm> alarms = ConcurrentHashMap.newKeySet();
    private final Thread clock = threads("watchdog").newThread(this::tick);
    private final ThreadPoolExecutor cancelling = new ThreadPoolExecutor(
            CANCELLING,
            CANCELLING,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(64),
            threads("cancel"),
            new ThreadPoolExecutor.DiscardPolicy()); // the connection is cut soon anyway

    private volatile boolean asleep;
    private volatile boolean closed;

    Watchdogs() {
        cancelling.allowCoreThreadTimeOut(true);
        clock.start();
    }

    static ThreadFactory threads(String what) {
        return task -> {
            Thread thread = new Thread(task, "mem0-pgvector-" + what);
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * Runs something that does not block, on time, or at most a tick late if it is due within one; at once after {@link
     * #close}, when nothing new should be under way.
     *
     * @return what calls it off
     */
    Runnable after(long nanos, Runnable task) {
        if (closed) {
            task.run();
            return () -> {};
        }
        Alarm alarm = new Alarm(System.nanoTime() + nanos, task);
        alarms.add(alarm);
        if (asleep) {
            LockSupport.unpark(clock);
        }
        return () -> {
            alarm.off.set(true);
            alarms.remove(alarm);
        };
    }

    /** Until the next is due, and no more than a tick: others may come. */
    private long pause() {
        long pause = TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
        long now = System.nanoTime();
        for (Alarm alarm : alarms) {
            pause = Math.min(pause, alarm.at - now);
        }
        return pause;
    }

    private void tick() {
        int quiet = 0;
        while (!closed || !alarms.isEmpty()) {
            long now = System.nanoTime();
            alarms.removeIf(alarm -> now - alarm.at >= 0 && alarm.ring());
            quiet = alarms.isEmpty() ? quiet + 1 : 0;
            if (quiet < QUIET_TICKS) {
                LockSupport.parkNanos(this, pause());
            } else {
                sleep();
                quiet = 0;
            }
        }
    }

    /** Who sets an alarm after the second look sees that this is asleep. */
    private void sleep() {
        asleep = true;
        if (alarms.isEmpty() && !closed) {
            LockSupport.park(this);
        }
        asleep = false;
    }

    /** Runs something that may block; under many of them perhaps never. */
    void aside(Runnable task) {
        cancelling.execute(task);
    }

    /** Those of operations under way still run. */
    void close() {
        closed = true;
        LockSupport.unpark(clock);
        cancelling.shutdown();
    }
}
