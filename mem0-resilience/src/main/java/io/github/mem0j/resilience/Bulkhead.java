package io.github.mem0j.resilience;

import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.StoreRequest;
import io.github.mem0j.store.StoreUnavailableException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A limit on concurrent calls that is fair among owners: who waits is let in by turns of owners, first come first served
 * within one, so a thousand calls of one user hold up another's first by one turn at most. (Failsafe's bulkhead knows no
 * owners.) Thread-safe.
 */
final class Bulkhead {
    private final int calls;
    private final int waitingPerOwner;
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by the lock. Owners in the order of their turns, none without a waiting call.
    private final Map<MemoryScope, Deque<CountDownLatch>> waiting = new LinkedHashMap<>();
    private int inside;

    Bulkhead(int calls, int waitingPerOwner) {
        Settings.check(
                calls > 0 && waitingPerOwner >= 0,
                "a bulkhead needs room for a call, and not less than none to wait, but has " + calls + " and "
                        + waitingPerOwner);
        this.calls = calls;
        this.waitingPerOwner = waitingPerOwner;
    }

    /**
     * Waits for a place until the request's deadline; each that is given must be {@linkplain #leave() left}.
     *
     * @throws StoreUnavailableException with outcome NOT_APPLIED if there is none in time
     */
    void enter(StoreRequest request) {
        MemoryScope owner = request.scope().owner();
        CountDownLatch turn;
        lock.lock();
        try {
            if (inside < calls) {
                inside++;
                return;
            }
            Deque<CountDownLatch> queue = waiting.computeIfAbsent(owner, key -> new ArrayDeque<>());
            if (queue.size() >= waitingPerOwner) {
                if (queue.isEmpty()) {
                    waiting.remove(owner);
                }
                throw StoreUnavailableException.notApplied(
                        request.operation() + " was not started: " + calls + " calls are under way, and "
                                + waitingPerOwner + " of this owner wait already; retry later",
                        null);
            }
            turn = new CountDownLatch(1);
            queue.add(turn);
        } finally {
            lock.unlock();
        }
        await(turn, owner, request);
    }

    private void await(CountDownLatch turn, MemoryScope owner, StoreRequest request) {
        Deadline deadline = request.deadline();
        boolean come;
        try {
            if (deadline == null) {
                turn.await();
                come = true;
            } else {
                come = turn.await(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            giveUp(turn, owner);
            Thread.currentThread().interrupt();
            throw StoreUnavailableException.notApplied(
                    request.operation() + " was interrupted while it waited for its turn", e);
        }
        if (!come) {
            giveUp(turn, owner);
            throw StoreUnavailableException.notApplied(
                    request.operation() + " waited for its turn until its deadline: " + calls
                            + " calls are under way; retry later",
                    null);
        }
    }

    private void giveUp(CountDownLatch turn, MemoryScope owner) {
        boolean alreadyInside;
        lock.lock();
        try {
            Deque<CountDownLatch> queue = waiting.get(owner);
            alreadyInside = queue == null || !queue.remove(turn);
            if (queue != null && queue.isEmpty()) {
                waiting.remove(owner);
            }
        } finally {
            lock.unlock();
        }
        if (alreadyInside) {
            leave();
        }
    }

    void leave() {
        CountDownLatch next;
        lock.lock();
        try {
            next = next();
            if (next == null) {
                inside--;
            }
        } finally {
            lock.unlock();
        }
        if (next != null) {
            next.countDown();
        }
    }

    /** Takes the first of the owner whose turn it is, who goes to the end. */
    private @Nullable CountDownLatch next() {
        if (waiting.isEmpty()) {
            return null;
        }
        Map.Entry<MemoryScope, Deque<CountDownLatch>> first =
                waiting.entrySet().iterator().next();
        MemoryScope owner = first.getKey();
        Deque<CountDownLatch> queue = first.getValue();
        CountDownLatch turn = queue.remove();
        waiting.remove(owner);
        if (!queue.isEmpty()) {
            waiting.put(owner, queue);
        }
        return turn;
    }

    /** Calls inside and waiting. */
    int[] load() {
        lock.lock();
        try {
            return new int[] {
                inside, waiting.values().stream().mapToInt(Deque::size).sum()
            };
        } finally {
            lock.unlock();
        }
    }
}
