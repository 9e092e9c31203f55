package io.github.mem0j.neo4j;

import io.github.mem0j.store.Deadline;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Has those of this JVM who want an owner's lock wait for each other here, first come first served: at the server they
 * would wait in busy loops, each with a connection. Owners share places by hash, which at worst has one wait for another.
 * Thread-safe.
 */
final class OwnerQueue {
    private static final int PLACES = 1_024;

    private final ReentrantLock[] places = new ReentrantLock[PLACES];

    OwnerQueue() {
        for (int i = 0; i < PLACES; i++) {
            places[i] = new ReentrantLock(true);
        }
    }

    /** What is done when it is its turn. */
    interface Turn<R> {
        R take() throws Waiting.Failed;
    }

    /** Fails if the deadline passes before it is. */
    <R> R await(String owner, Deadline deadline, Turn<R> turn) throws Waiting.Failed {
        ReentrantLock place = places[Math.floorMod(owner.hashCode(), PLACES)];
        try {
            if (!place.tryLock(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS)) {
                throw new Waiting.Failed(new TimeoutException("behind others of the same owner"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Waiting.Failed(new TimeoutException("interrupted"));
        }
        try {
            return turn.take();
        } finally {
            place.unlock();
        }
    }
}
