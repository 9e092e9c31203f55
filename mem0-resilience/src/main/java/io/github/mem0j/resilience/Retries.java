package io.github.mem0j.resilience;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import io.github.mem0j.layer.Call;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.MemoryStoreException;
import io.github.mem0j.store.StoreRequest;
import io.github.mem0j.store.StoreResult;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.store.StoreUnavailableException.Outcome;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Repeats what failed and may be repeated, after a pause that doubles each time, give or take a quarter.
 *
 * @param most repetitions; none if 0
 * @param first pause
 * @param longest pause
 */
record Retries(int most, Duration first, Duration longest) {
    private static final double JITTER = 0.25;

    Retries {
        Settings.check(
                most >= 0 && Settings.isPositive(first) && first.compareTo(longest) < 0,
                "retries must not be negative, their first pause positive and shorter than the longest, but they are "
                        + most + ", " + first + " and " + longest);
    }

    /**
     * Goes on after a first failure.
     *
     * @param breaker while it is not closed nothing is repeated
     * @throws StoreUnavailableException whose outcome speaks of all attempts together
     */
    <R extends StoreResult> R after(
            StoreUnavailableException failure, Call<R> call, Function<Call<R>, R> attempt, CircuitBreaker breaker) {
        StoreRequest request = call.request();
        return after(failure, request.isRepeatable(), request.deadline(), () -> attempt.apply(call), breaker);
    }

    /** The same for what is not one request. */
    <R> R after(
            StoreUnavailableException failure,
            boolean repeatable,
            @Nullable Deadline deadline,
            Supplier<R> attempt,
            CircuitBreaker breaker) {
        if (most == 0 || !mayRepeat(failure, repeatable, deadline, breaker)) {
            throw failure;
        }
        Failures failures = new Failures(failure);
        RetryPolicy<R> policy = RetryPolicy.<R>builder()
                .handleIf(e -> e instanceof StoreUnavailableException unavailable
                        && mayRepeat(unavailable, repeatable, deadline, breaker))
                .withMaxRetries(most)
                .withBackoff(first, longest)
                .withJitter(JITTER)
                .build();
        try {
            return Failsafe.with(policy).get(execution -> {
                if (execution.isFirstAttempt()) {
                    throw failure;
                }
                try {
                    return attempt.get();
                } catch (MemoryStoreException e) {
                    throw failures.add(e);
                }
            });
        } catch (FailsafeException e) {
            // Interrupted in a pause; the thread's flag is set again.
            throw failures.last();
        }
    }

    /** Whether it is safe, and leaves time for an answer. */
    private boolean mayRepeat(
            StoreUnavailableException failure,
            boolean repeatable,
            @Nullable Deadline deadline,
            CircuitBreaker breaker) {
        boolean safe = failure.outcome() == Outcome.NOT_APPLIED || repeatable;
        boolean time = deadline == null || deadline.remaining().compareTo(longest.multipliedBy(2)) > 0;
        return safe
                && time
                && breaker.state() == CircuitBreaker.State.CLOSED
                && !Thread.currentThread().isInterrupted();
    }

    /** What all attempts so far came to. */
    private static final class Failures {
        private StoreUnavailableException last;

        Failures(StoreUnavailableException first) {
            last = first;
        }

        /** A later attempt says nothing about an earlier one: what was unknown stays so, even if now it is rejected. */
        MemoryStoreException add(MemoryStoreException next) {
            if (last.outcome() == Outcome.UNKNOWN
                    && !(next instanceof StoreUnavailableException unavailable
                            && unavailable.outcome() == Outcome.UNKNOWN)) {
                last = StoreUnavailableException.unknown(
                        "an earlier attempt may have been applied; the last: " + next.getMessage(), next);
                return last;
            }
            if (next instanceof StoreUnavailableException unavailable) {
                last = unavailable;
            }
            return next;
        }

        StoreUnavailableException last() {
            return last;
        }
    }
}
