package io.github.mem0j.pgvector;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Cuts the connections of leases whose time is over. One thread that looks every {@value #TICK_MILLIS} ms while there are
 * leases, and sleeps when there have been none for a while: a timer for each lease would wake a thread for each
 * operation, which took longer than all else that the store adds to its SQL. Thread-safe.
 */
final class Watchdog implements AutoCloseable {
    private static final int TICK_MILLIS = 20;

    /** Looks in vain until the thread goes to sleep. */
    private static final int QUIET_TICKS = 100;

    private final Set<Lease> leases = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private volatile boolean asleep;
    private volatile boolean closed;

    Watchdog() {
        thread = new Thread(this::watch, "mem0-pgvector-watchdog");
        thread.setDaemon(true);
        thread.start();
    }

    void add(Lease lease) {
        leases.add(lease);
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    void remove(Lease lease) {
        leases.remove(lease);
    }

    private void watch() {
        int quiet = 0;
        while (!closed || !leases.isEmpty()) {
            long now = System.nanoTime();
            for (Lease lease : leases) {
                lease.expireIfOver(now);
            }
            quiet = leases.isEmpty() ? quiet + 1 : 0;
            if (quiet < QUIET_TICKS) {
                LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS));
            } else {
                sleep();
                quiet = 0;
            }
        }
    }

    /** Who adds a lease after the second look sees that this is asleep. */
    private void sleep() {
        asleep = true;
        if (leases.isEmpty() && !closed) {
            LockSupport.park(this);
        }
        asleep = false;
    }

    /** Ends once the operations under way have ended. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
