package io.github.mem0j.neo4j;

import io.github.mem0j.store.Deadline;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the driver's answers, no longer than a request's deadline: a server that hangs holds nobody. */
final class Waiting {
    private Waiting() {}

    /** Some failure of the driver, or a {@link TimeoutException}. */
    static final class Failed extends Exception {
        private static final long serialVersionUID = 1L;

        final Throwable reason;

        Failed(Throwable reason) {
            super(null, reason, false, false);
            this.reason = reason;
        }
    }

    static <T> T forAnswer(CompletionStage<T> answer, Deadline deadline) throws Failed {
        try {
            return answer.toCompletableFuture().get(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new Failed(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw new Failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failed(new TimeoutException("interrupted"));
        }
    }
}
