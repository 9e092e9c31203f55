package io.github.mem0j.cache;

import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.Operation;
import io.github.mem0j.store.StoreUnavailableException;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread load what several want at the same time. The first loads, on its own thread; those that come while it
 * does wait for its answer, or share its failure; those that come until the answer is stored get it at once. A leader that gives up for reasons of its own, interrupted or past its
 * deadline, is replaced by one of them. No lock is held during a load. Thread-safe.
 */
final class SingleFlight<R> {
    private final ConcurrentMap<Object, CompletableFuture<Landing<R>>> flights = new ConcurrentHashMap<>();
    private final Runnable joined;

    /**
     * What came of it.
     *
     * @param startedAt when its load began, as the load says
     * @param validUntil from when it no longer holds, or null if nothing is known but what is in the answer
     * @param joined whether another led it
     * @param stored when the answer is where the next reader finds it; until then readers still join the flight
     */
    record Flown<R>(R answer, long startedAt, @Nullable Instant validUntil, boolean joined, CompletionStage<?> stored) {
        private static final CompletionStage<?> AT_ONCE = CompletableFuture.completedStage(null);

        Flown(R answer, long startedAt) {
            this(answer, startedAt, null, false, AT_ONCE);
        }
    }

    /** An answer, a failure, or neither if the leader gave up. */
    private record Landing<R>(
            @Nullable Flown<R> answer, @Nullable RuntimeException failure) {}

    /** @param joined told of each that joins a load */
    SingleFlight(Runnable joined) {
        this.joined = joined;
    }

    /**
     * The answer of {@code load}, or of one for the same key that is under way.
     *
     * @param key what must be equal for an answer to be shared
     * @param deadline how long to wait for another's load; the load itself must see to its own
     */
    Flown<R> load(Object key, @Nullable Deadline deadline, Operation operation, Supplier<Flown<R>> load) {
        while (true) {
            CompletableFuture<Landing<R>> mine = new CompletableFuture<>();
            CompletableFuture<Landing<R>> other = flights.putIfAbsent(key, mine);
            if (other == null) {
                return lead(key, mine, deadline, load);
            }
            joined.run();
            Landing<R> landing = await(other, deadline, operation);
            if (landing.answer() != null) {
                Flown<R> flown = landing.answer();
                return new Flown<>(flown.answer(), flown.startedAt(), flown.validUntil(), true, flown.stored());
            }
            if (landing.failure() != null) {
                throw landing.failure();
            }
        }
    }

    private Flown<R> lead(
            Object key, CompletableFuture<Landing<R>> mine, @Nullable Deadline deadline, Supplier<Flown<R>> load) {
        try {
            Flown<R> flown = load.get();
            mine.complete(new Landing<>(flown, null));
            flown.stored().whenComplete((done, failure) -> flights.remove(key, mine));
            return flown;
        } catch (RuntimeException | Error e) {
            boolean ofItsOwn = Thread.currentThread().isInterrupted() || (deadline != null && deadline.isPassed());
            flights.remove(key, mine);
            mine.complete(new Landing<>(null, e instanceof RuntimeException failure && !ofItsOwn ? failure : null));
            throw e;
        }
    }

    private Landing<R> await(CompletableFuture<Landing<R>> flight, @Nullable Deadline deadline, Operation operation) {
        try {
            return deadline == null
                    ? flight.get()
                    : flight.get(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw StoreUnavailableException.notApplied(
                    operation
                            + " waited for the same load by another thread until its deadline passed; allow more time",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw StoreUnavailableException.notApplied(operation + " was interrupted while it waited for a load", e);
        } catch (ExecutionException e) {
            throw new AssertionError("flights land, they do not fail", e);
        }
    }
}
