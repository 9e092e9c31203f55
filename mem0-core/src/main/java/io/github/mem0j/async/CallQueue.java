package io.github.mem0j.async;

import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Calls that run and calls that wait. A worker is a task of the executor that makes one call after the other until none is
 * ready; there are at most as many as calls may run at once. Futures are completed without the lock. Thread-safe.
 */
final class CallQueue {
    /** Where a line of {@link OrderedCalls} ends. */
    static final class Line {
        // Guarded by the queue's lock.
        @Nullable
        CallFuture<?> lastWrite;
    }

    private final Executor executor;
    private final int concurrency;
    private final int room;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    // Guarded by the lock.
    private final Set<CallFuture<?>> ready = new LinkedHashSet<>();
    private final Set<CallFuture<?>> unfinished = new LinkedHashSet<>();
    private int workers;
    private boolean closed;

    CallQueue(Executor executor, int concurrency, int room) {
        this.executor = executor;
        this.concurrency = concurrency;
        this.room = room;
    }

    <T> CallFuture<T> submit(CallFuture<T> call, @Nullable Deadline deadline, @Nullable Line line) {
        if (call.isDone()) {
            return call; // its context could not be had
        }
        boolean needsWorker = false;
        StoreUnavailableException refusal;
        lock.lock();
        try {
            refusal = refusal();
            if (refusal == null) {
                needsWorker = enqueue(call, line);
            }
        } finally {
            lock.unlock();
        }
        if (refusal != null) {
            call.completeExceptionally(refusal);
            return call;
        }
        if (needsWorker) {
            hire(call);
        }
        if (deadline != null && !call.isDone()) {
            call.waitNoLongerThan(deadline);
        }
        return call;
    }

    private @Nullable StoreUnavailableException refusal() {
        if (closed) {
            return notStarted("its executor is shut down", null);
        }
        return unfinished.size() < (long) concurrency + room
                ? null
                : notStarted(concurrency + " calls run and the queue of " + room + " is full; retry later", null);
    }

    private static StoreUnavailableException notStarted(String why, @Nullable Throwable cause) {
        return StoreUnavailableException.notApplied("the call was not started: " + why, cause);
    }

    /** Whether it needs a worker. */
    private boolean enqueue(CallFuture<?> call, @Nullable Line line) {
        call.state = CallFuture.State.WAITING;
        unfinished.add(call);
        CallFuture<?> before = line == null ? null : line.lastWrite;
        if (line != null && call.isWrite) {
            call.line = line;
            line.lastWrite = call;
        }
        if (before != null) {
            call.follow(before);
            return false;
        }
        ready.add(call);
        return startsWorker();
    }

    private boolean startsWorker() {
        if (workers == concurrency) {
            return false;
        }
        workers++;
        return true;
    }

    /** A worker for this call, which is failed if there can be none. */
    private void hire(CallFuture<?> call) {
        try {
            executor.execute(this::work);
        } catch (RuntimeException | Error e) {
            StoreUnavailableException failure = dismiss(e);
            if (withdraw(call)) {
                call.completeExceptionally(failure);
            }
        }
    }

    /** There is one worker less than hoped for; without any, nobody comes for those who wait. */
    private StoreUnavailableException dismiss(Throwable reason) {
        StoreUnavailableException failure = notStarted("its executor is full or shut down; retry later", reason);
        List<CallFuture<?>> stranded = List.of();
        lock.lock();
        try {
            workers--;
            if (workers == 0) {
                stranded = unfinished.stream()
                        .filter(call -> call.state == CallFuture.State.WAITING)
                        .toList();
            }
        } finally {
            lock.unlock();
        }
        fail(stranded, failure);
        return failure;
    }

    private void work() {
        for (CallFuture<?> call = take(); call != null; call = take()) {
            try {
                call.run();
            } finally {
                finished(call);
            }
            if (Thread.currentThread().isInterrupted()) { // not by us: what comes next has nothing to do with it
                addWorker(); // in place of this one
                return;
            }
        }
    }

    private @Nullable CallFuture<?> take() {
        lock.lock();
        try {
            Iterator<CallFuture<?>> first = ready.iterator();
            if (!first.hasNext()) {
                workers--;
                return null;
            }
            CallFuture<?> call = first.next();
            first.remove();
            call.state = CallFuture.State.RUNNING;
            return call;
        } finally {
            lock.unlock();
        }
    }

    private void finished(CallFuture<?> call) {
        int released = 0;
        lock.lock();
        try {
            List<CallFuture<?>> freed = over(call);
            for (CallFuture<?> each : freed) {
                ready.add(each);
            }
            for (int i = 1; i < freed.size() && startsWorker(); i++) { // this worker takes the first
                released++;
            }
        } finally {
            lock.unlock();
        }
        for (int i = 0; i < released; i++) {
            addWorker();
        }
    }

    private void addWorker() {
        try {
            executor.execute(this::work);
        } catch (RuntimeException | Error e) {
            Object unused = dismiss(e);
        }
    }

    /** If it still waits, it does so no longer; false if it was begun, or is over. */
    boolean withdraw(CallFuture<?> call) {
        lock.lock();
        try {
            if (call.state != CallFuture.State.WAITING) {
                return false;
            }
            ready.remove(call);
            CallFuture<?> before = call.after;
            if (before == null) {
                ready.addAll(over(call)); // the worker that was to come for it comes for them
                return true;
            }
            before.followers.remove(call);
            List<CallFuture<?>> behind = over(call);
            if (call.line != null && call.line.lastWrite == null) {
                call.line.lastWrite = before;
            }
            behind.forEach(each -> each.follow(before));
            return true;
        } finally {
            lock.unlock();
        }
    }

    boolean isWaiting(CallFuture<?> call) {
        lock.lock();
        try {
            return call.state == CallFuture.State.WAITING;
        } finally {
            lock.unlock();
        }
    }

    /** Takes it out; returns those that waited for it. */
    private List<CallFuture<?>> over(CallFuture<?> call) {
        call.state = CallFuture.State.OVER;
        unfinished.remove(call);
        if (call.line != null && call.line.lastWrite == call) {
            call.line.lastWrite = null;
        }
        List<CallFuture<?>> behind = call.followers;
        call.followers = List.of();
        call.after = null;
        behind.forEach(each -> each.after = null);
        if (unfinished.isEmpty()) {
            idle.signalAll();
        }
        return behind;
    }

    private void fail(List<CallFuture<?>> calls, StoreUnavailableException failure) {
        for (CallFuture<?> call : calls) {
            if (withdraw(call)) {
                call.completeExceptionally(failure);
            }
        }
    }

    void close(long end) {
        List<CallFuture<?>> left;
        lock.lock();
        try {
            closed = true;
            long nanos = end - System.nanoTime();
            while (!unfinished.isEmpty() && nanos > 0) {
                nanos = idle.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            left = new ArrayList<>(unfinished);
            lock.unlock();
        }
        fail(left, notStarted("its executor was shut down while it waited", null));
        for (CallFuture<?> call : left) {
            call.giveUp(StoreUnavailableException.unknown(
                    "the call was interrupted: its executor was shut down; a write may have been applied", null));
        }
    }
}
