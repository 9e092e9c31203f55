package io.github.mem0j.resilience;

import io.github.mem0j.layer.Call;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.MemoryStoreException;
import io.github.mem0j.store.Operation;
import io.github.mem0j.store.StoreResult;
import io.github.mem0j.store.StoreUnavailableException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Single calls of the store below, as the breaker allows them and hears of them. */
final class Attempts {
    /** Who allowed less time and ran out of it learned nothing about the server. */
    private static final long FAIR_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final CircuitBreaker breaker;

    Attempts(CircuitBreaker breaker) {
        this.breaker = breaker;
    }

    /** A call with a deadline. */
    <R extends StoreResult> R attempt(Call<R> call) {
        Operation operation = call.operation();
        Deadline deadline = Objects.requireNonNull(call.request().deadline(), "deadline");
        deadline.check(operation);
        return attempt(operation.name(), deadline, call::proceed);
    }

    /** A call that must end by a deadline. */
    <T> T attempt(String name, Deadline deadline, Supplier<T> call) {
        long allowed = deadline.remainingNanos();
        long permit = permit(name);
        try {
            T result = call.get();
            breaker.succeeded(permit);
            return result;
        } catch (RuntimeException | Error e) {
            record(permit, e, allowed < FAIR_NANOS && deadline.isPassed());
            throw e;
        }
    }

    /** A call that takes its time. */
    <T> T attempt(String name, Supplier<T> call) {
        long permit = permit(name);
        try {
            T result = call.get();
            breaker.succeeded(permit);
            return result;
        } catch (RuntimeException | Error e) {
            record(permit, e, false);
            throw e;
        }
    }

    private long permit(String name) {
        long permit = breaker.acquire();
        if (permit == CircuitBreaker.NO_PERMIT) {
            throw refused(name);
        }
        return permit;
    }

    StoreUnavailableException refused(String name) {
        return StoreUnavailableException.notApplied(name + " was not tried: " + breaker.refusal(), null);
    }

    private void record(long permit, Throwable failure, boolean unfair) {
        if (failure instanceof StoreUnavailableException) {
            if (unfair || Thread.currentThread().isInterrupted()) {
                breaker.ignored(permit);
            } else {
                breaker.failed(permit, "" + failure.getMessage());
            }
        } else if (failure instanceof MemoryStoreException) {
            breaker.succeeded(permit); // it answered, if not as the caller wished
        } else {
            breaker.ignored(permit);
        }
    }
}
