package io.github.mem0j.async;

import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A {@link CompletableFuture} over a {@link FutureTask}, which already gets cancelling and interrupting right. */
final class CallFuture<T> extends CompletableFuture<T> {
    /** How far a call is. */
    enum State {
        NEW,
        /** In the queue, or behind a call of its line. */
        WAITING,
        RUNNING,
        /** Its thread is done with it, or it will never have one. */
        OVER
    }

    private static final Logger log = LoggerFactory.getLogger(AsyncCalls.class);

    // Guarded by the queue's lock.
    State state = State.NEW;
    boolean isWrite;
    CallQueue.@Nullable Line line;

    @Nullable
    CallFuture<?> after;

    List<CallFuture<?>> followers = List.of();

    private final CallQueue queue;
    private final FutureTask<T> work;
    private final @Nullable Runnable carried;
    private volatile @Nullable Deadline deadline;
    private volatile @Nullable CompletableFuture<Boolean> alarm;
    private volatile boolean interrupts;

    CallFuture(CallQueue queue, UnaryOperator<Runnable> context, Callable<T> call) {
        this.queue = queue;
        work = new FutureTask<>(call) {
            @Override
            protected void done() {
                settle(this);
            }
        };
        Runnable wrapped = null;
        try {
            wrapped = context.apply(work);
        } catch (RuntimeException | Error e) {
            completeExceptionally(e);
        }
        carried = wrapped;
        Object unused = whenComplete((answer, failure) -> ended());
    }

    /** Fails at the deadline if it has not begun by then. */
    void waitNoLongerThan(Deadline end) {
        deadline = end;
        CompletableFuture<Boolean> timer = new CompletableFuture<>();
        Object unused = timer.thenAccept(rings -> {
            if (rings) {
                ForkJoinPool.commonPool().execute(() -> rang(end)); // not on the JDK's only thread for all alarms
            }
        });
        alarm = timer.completeOnTimeout(true, Math.max(0, end.remainingNanos()), TimeUnit.NANOSECONDS);
        if (!queue.isWaiting(this)) {
            timer.complete(false);
        }
    }

    private void rang(Deadline end) {
        if (!end.isPassed()) {
            waitNoLongerThan(end); // on a clock of another speed
        } else if (queue.withdraw(this)) {
            late();
        }
    }

    private void late() {
        completeExceptionally(StoreUnavailableException.notApplied(
                "the call was not started: it waited until its deadline; allow more time or retry", null));
    }

    /** On the thread that answers; it may be left interrupted, though never by this future's cancellation. */
    void run() {
        silence();
        Deadline end = deadline;
        if (end != null && end.isPassed()) {
            late();
        }
        if (isDone() || carried == null) {
            return;
        }
        try {
            carried.run();
        } catch (RuntimeException | Error e) {
            if (!completeExceptionally(e)) {
                log.warn(
                        "the carrier of context failed after a call: {}",
                        e.getClass().getName());
            }
        }
        if (completeExceptionally(new IllegalStateException("the carrier of context did not run the call"))) {
            work.cancel(false);
        }
        if (interrupts && work.isCancelled()) {
            boolean unused = Thread.interrupted();
        }
    }

    /** The caller is free, the thread interrupted. */
    void giveUp(StoreUnavailableException failure) {
        completeExceptionally(failure);
        interrupts = true;
        work.cancel(true);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        interrupts = mayInterruptIfRunning;
        work.cancel(mayInterruptIfRunning);
        return cancelled;
    }

    void follow(CallFuture<?> before) {
        after = before;
        if (before.followers.isEmpty()) {
            before.followers = new ArrayList<>(2);
        }
        before.followers.add(this);
    }

    private void ended() {
        silence();
        boolean unused = queue.withdraw(this);
    }

    private void silence() {
        CompletableFuture<Boolean> timer = alarm;
        if (timer != null) {
            timer.complete(false);
        }
    }

    private void settle(FutureTask<T> done) {
        try {
            complete(done.get());
        } catch (CancellationException e) {
            super.cancel(false);
        } catch (ExecutionException e) {
            completeExceptionally(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            throw new AssertionError("a task that is done has nothing to wait for", e);
        }
    }
}
