package io.github.mem0j.async;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A {@link CompletableFuture} over a {@link FutureTask}, which already gets cancelling and interrupting right. */
final class CallFuture<T> extends CompletableFuture<T> {
    private final FutureTask<T> work;

    CallFuture(Callable<T> call) {
        work = new FutureTask<>(call) {
            @Override
            protected void done() {
                settle(this);
            }
        };
    }

    Runnable work() {
        return work;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        work.cancel(mayInterruptIfRunning);
        return cancelled;
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
