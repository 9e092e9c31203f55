package io.github.mem0j.batching;

import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.StoreRequest;
import io.github.mem0j.store.StoreResult;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A caller that waits for what becomes of its request. What a state means is guarded by the batcher's lock. */
final class Waiting<Q extends StoreRequest, R extends StoreResult> {
    enum State {
        QUEUED,
        SENT
    }

    final Q request;
    final MemoryScope owner;
    final int items;
    State state = State.QUEUED;

    private final Thread caller = Thread.currentThread();
    private volatile @Nullable R result;
    private volatile @Nullable Throwable failure;

    Waiting(Q request, int items) {
        this.request = request;
        this.owner = request.scope().owner();
        this.items = items;
    }

    void succeed(R value) {
        result = value;
        LockSupport.unpark(caller);
    }

    void fail(Throwable reason) {
        failure = reason;
        LockSupport.unpark(caller);
    }

    boolean isDone() {
        return result != null || failure != null;
    }

    /** Waits until it is done, the time is over, or the thread interrupted, or for no reason at all. */
    void await() {
        if (!isDone()) {
            if (request.deadline() == null) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, request.deadline().remainingNanos());
            }
        }
    }

    /** Once it is done. */
    R get() {
        Throwable reason = failure;
        if (reason != null) {
            throw Own.exception(reason);
        }
        return Objects.requireNonNull(result, "not done");
    }
}
