package io.github.mem0j.batching;

import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.BulkOutcome;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreRequest;
import io.github.mem0j.store.StoreResult;
import io.github.mem0j.store.StoreUnavailableException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One kind of call, in batches. A place is a call of the store below: who finds one free makes its call itself; who does
 * not is queued, and each place that becomes free takes a batch of those, as long as there are any. Whenever a place is
 * free, nobody waits who could be sent. Thread-safe.
 */
final class Batcher<Q extends StoreRequest, R extends StoreResult> {
    private final Batching settings;
    private final boolean ordered;
    private final ToIntFunction<Q> items;
    private final Function<Q, R> single;
    private final Function<List<Q>, List<BulkOutcome<R>>> bulk;
    private final Executor threads;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition enough = lock.newCondition();
    private final Condition idle = lock.newCondition();
    // Guarded by the lock.
    private final Turns<Waiting<Q, R>> queue = new Turns<>();
    private final Set<MemoryScope> underWay = new HashSet<>();
    private int inFlight;
    private boolean closed;
    private int awaited = Integer.MAX_VALUE;
    private long alone;
    private long batches;
    private long batched;
    private long leftQueued;

    /**
     * @param ordered whether an owner's calls must take effect in the order in which they came
     * @param items how large a request is
     */
    Batcher(
            Batching settings,
            boolean ordered,
            ToIntFunction<Q> items,
            Function<Q, R> single,
            Function<List<Q>, List<BulkOutcome<R>>> bulk,
            Executor threads) {
        this.settings = settings;
        this.ordered = ordered;
        this.items = items;
        this.single = single;
        this.bulk = bulk;
        this.threads = threads;
    }

    R call(Q request) {
        Deadline deadline = request.deadline();
        if (deadline != null) {
            deadline.check(request.operation());
        }
        MemoryScope owner = request.scope().owner();
        Waiting<Q, R> waiting = null;
        lock.lock();
        try {
            if (closed) {
                throw new StoreRejectedException(
                        StoreRejectedException.Reason.CLOSED, "the store is closed; build a new one");
            }
            if (inFlight < settings.inFlight && !underWay.contains(owner)) {
                inFlight++;
                alone++;
                if (ordered) {
                    underWay.add(owner);
                }
            } else {
                waiting = enqueue(request);
            }
        } finally {
            lock.unlock();
        }
        return waiting == null ? alone(request, owner) : await(waiting);
    }

    private R alone(Q request, MemoryScope owner) {
        try {
            return single.apply(request);
        } finally {
            lock.lock();
            try {
                underWay.remove(owner);
                leavePlace();
            } finally {
                lock.unlock();
            }
        }
    }

    private Waiting<Q, R> enqueue(Q request) {
        Waiting<Q, R> waiting = new Waiting<>(request, items.applyAsInt(request));
        if (queue.size(waiting.owner) >= settings.queuePerOwner) {
            throw StoreUnavailableException.notApplied(
                    request.operation() + " was not queued: " + settings.queuePerOwner
                            + " calls of this owner wait for their batch already; retry later",
                    null);
        }
        queue.add(waiting);
        if (queue.size() >= awaited) {
            enough.signalAll();
        }
        return waiting;
    }

    private void leavePlace() {
        inFlight--;
        sendWhileFree();
        if (inFlight == 0 && queue.size() == 0) {
            idle.signalAll();
        }
    }

    /** Gives all places that are free to those who wait. */
    private void sendWhileFree() {
        while (inFlight < settings.inFlight) {
            List<Waiting<Q, R>> batch = take();
            if (batch.isEmpty()) {
                break;
            }
            inFlight++;
            try {
                threads.execute(() -> work(batch));
            } catch (RuntimeException | Error e) {
                giveUp(batch, "no thread could be had to send it", e);
                inFlight--;
            }
        }
    }

    /** Who is to be sent now; their owners are under way then. */
    private List<Waiting<Q, R>> take() {
        List<Waiting<Q, R>> batch = queue.take(settings.calls, settings.items, underWay);
        for (Waiting<Q, R> each : batch) {
            each.state = Waiting.State.SENT;
            if (ordered) {
                underWay.add(each.owner);
            }
        }
        return batch;
    }

    /** Keeps a place for one batch after the other, until nobody waits. */
    private void work(List<Waiting<Q, R>> first) {
        List<Waiting<Q, R>> batch = first;
        while (!batch.isEmpty()) {
            try {
                send(batch);
            } catch (RuntimeException | Error e) {
                batch.stream().filter(each -> !each.isDone()).forEach(each -> each.fail(e));
            }
            batch = next(batch);
        }
    }

    private void send(List<Waiting<Q, R>> batch) {
        if (batch.size() == 1) {
            batch.get(0).succeed(single.apply(batch.get(0).request));
            return;
        }
        List<BulkOutcome<R>> outcomes =
                bulk.apply(batch.stream().map(each -> each.request).toList());
        for (int i = 0; i < batch.size(); i++) {
            BulkOutcome<R> outcome = outcomes.get(i);
            if (outcome.failure() == null) {
                batch.get(i).succeed(outcome.get());
            } else {
                batch.get(i).fail(outcome.failure());
            }
        }
    }

    private List<Waiting<Q, R>> next(List<Waiting<Q, R>> sent) {
        lock.lock();
        try {
            batches++;
            batched += sent.size();
            linger(sent.size());
            if (ordered) {
                sent.forEach(each -> underWay.remove(each.owner)); // no sooner: who comes meanwhile is to queue up
            }
            List<Waiting<Q, R>> batch = take();
            if (batch.isEmpty()) {
                leavePlace();
            } else {
                sendWhileFree();
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** After a batch of several it is likely that as many come back at once: they should not be sent in two halves. */
    private void linger(int last) {
        long left = last > 1 && !closed ? settings.lingerNanos : 0;
        int wanted = Math.min(last, settings.calls);
        while (left > 0 && queue.size() < wanted && !closed) {
            awaited = Math.min(awaited, wanted);
            try {
                left = enough.awaitNanos(left);
            } catch (InterruptedException e) {
                break; // nobody is meant to interrupt these threads; there is no more to it than a smaller batch
            } finally {
                awaited = Integer.MAX_VALUE;
            }
        }
    }

    private R await(Waiting<Q, R> waiting) {
        Deadline deadline = waiting.request.deadline();
        while (!waiting.isDone()) {
            if (Thread.currentThread().isInterrupted()) {
                return leave(waiting, "was interrupted");
            }
            if (deadline != null && deadline.isPassed()) {
                return leave(waiting, "reached its deadline");
            }
            waiting.await();
        }
        return waiting.get();
    }

    /** The caller will not wait any longer; if its request has been sent, nobody can call it back. */
    private R leave(Waiting<Q, R> waiting, String why) {
        boolean sent;
        lock.lock();
        try {
            sent = waiting.state == Waiting.State.SENT;
            if (queue.remove(waiting)) {
                leftQueued++;
                if (inFlight == 0 && queue.size() == 0) {
                    idle.signalAll();
                }
            }
        } finally {
            lock.unlock();
        }
        if (waiting.isDone()) {
            return waiting.get();
        }
        String call = waiting.request.operation() + " " + why;
        if (!sent) {
            throw StoreUnavailableException.notApplied(call + " while it waited for its batch; retry later", null);
        }
        if (!waiting.request.operation().isWrite()) {
            throw StoreUnavailableException.notApplied(call + " before its batch was answered; retry later", null);
        }
        throw StoreUnavailableException.unknown(
                call + " before its batch was answered, which may yet be stored; repeat it under the same ids", null);
    }

    /** From now on there are no new calls. */
    void refuse() {
        lock.lock();
        try {
            closed = true;
            enough.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all that was called is answered; what is not even sent by then is given up. */
    void drain(long end) {
        lock.lock();
        try {
            while (inFlight > 0 || queue.size() > 0) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    break;
                }
                long unused = idle.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            giveUp(queue.take(Integer.MAX_VALUE, Integer.MAX_VALUE, Set.of()), "the store was closed", null);
            lock.unlock();
        }
    }

    private void giveUp(List<Waiting<Q, R>> batch, String why, @Nullable Throwable cause) {
        for (Waiting<Q, R> each : batch) {
            if (ordered) {
                underWay.remove(each.owner);
            }
            each.fail(StoreUnavailableException.notApplied(
                    each.request.operation() + " was queued and not sent: " + why, cause));
        }
    }

    BatchingStatistics.Figures figures() {
        lock.lock();
        try {
            return new BatchingStatistics.Figures(alone, batches, batched, leftQueued, queue.size(), inFlight);
        } finally {
            lock.unlock();
        }
    }
}
