package io.github.mem0j.resilience;

import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.BulkOutcome;
import io.github.mem0j.store.BulkStore;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.MemoryStoreException;
import io.github.mem0j.store.StoreRequest;
import io.github.mem0j.store.StoreResult;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.store.StoreUnavailableException.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** The bulk form of the store below as {@link Resilience} has it: one call, which fails if all its requests do. */
final class ResilientBulk implements BulkStore {
    private final BulkStore below;
    private final Resilience settings;
    private final Attempts attempts;

    ResilientBulk(BulkStore below, Resilience settings, Attempts attempts) {
        this.below = below;
        this.settings = settings;
        this.attempts = attempts;
    }

    @Override
    public List<BulkOutcome<AddResult>> addAll(List<AddRequest> requests) {
        return call(requests, AddRequest.class, below::addAll);
    }

    @Override
    public List<BulkOutcome<GetResult>> getAll(List<GetRequest> requests) {
        return call(requests, GetRequest.class, below::getAll);
    }

    private <Q extends StoreRequest, R extends StoreResult> List<BulkOutcome<R>> call(
            List<Q> requests, Class<Q> type, Function<List<Q>, List<BulkOutcome<R>>> call) {
        if (requests.isEmpty()) {
            return List.of();
        }
        List<Q> timed = requests.stream()
                .map(request -> type.cast(settings.deadlines.on(request)))
                .toList();
        Q longest = Collections.max(
                timed, Comparator.comparing(request -> deadline(request).remainingNanos()));
        Bulkhead bulkhead = settings.bulkhead;
        try {
            if (bulkhead == null) {
                return new Tried<>(timed, deadline(longest), call).run();
            }
            bulkhead.enter(longest);
            try {
                return new Tried<>(timed, deadline(longest), call).run();
            } finally {
                bulkhead.leave();
            }
        } catch (MemoryStoreException e) {
            return Collections.nCopies(requests.size(), BulkOutcome.failed(e));
        }
    }

    private static Deadline deadline(StoreRequest request) {
        return Objects.requireNonNull(request.deadline(), "deadline");
    }

    /** One call with all its attempts. */
    private final class Tried<Q extends StoreRequest, R extends StoreResult> {
        private final List<Q> requests;
        private final Deadline latest;
        private final Function<List<Q>, List<BulkOutcome<R>>> call;

        /** Whether an earlier attempt may have been applied. */
        private boolean unknown;

        Tried(List<Q> requests, Deadline latest, Function<List<Q>, List<BulkOutcome<R>>> call) {
            this.requests = requests;
            this.latest = latest;
            this.call = call;
        }

        List<BulkOutcome<R>> run() {
            try {
                return attempt();
            } catch (StoreUnavailableException e) {
                unknown = e.outcome() == Outcome.UNKNOWN;
                return settings.retries.after(
                        e,
                        requests.stream().allMatch(StoreRequest::isRepeatable),
                        latest,
                        this::again,
                        settings.breaker);
            }
        }

        private List<BulkOutcome<R>> again() {
            try {
                List<BulkOutcome<R>> outcomes = new ArrayList<>(attempt());
                if (unknown) {
                    outcomes.replaceAll(Tried::stillUnknown);
                }
                return outcomes;
            } catch (StoreUnavailableException e) {
                unknown |= e.outcome() == Outcome.UNKNOWN;
                throw e;
            }
        }

        private List<BulkOutcome<R>> attempt() {
            latest.check(requests.get(0).operation());
            return attempts.attempt(requests.get(0).operation().name(), latest, () -> {
                List<BulkOutcome<R>> outcomes = call.apply(requests);
                if (outcomes.stream().allMatch(BulkOutcome::isUnavailable)) {
                    throw worst(outcomes);
                }
                return outcomes;
            });
        }

        /** What is true of all: one that may have been applied speaks for those that were not. */
        private static <R extends StoreResult> StoreUnavailableException worst(List<BulkOutcome<R>> outcomes) {
            StoreUnavailableException worst = null;
            for (BulkOutcome<R> outcome : outcomes) {
                StoreUnavailableException failure =
                        (StoreUnavailableException) Objects.requireNonNull(outcome.failure());
                if (worst == null || failure.outcome() == Outcome.UNKNOWN) {
                    worst = failure;
                }
            }
            return Objects.requireNonNull(worst);
        }

        /** A later attempt says nothing about an earlier one. */
        private static <R extends StoreResult> BulkOutcome<R> stillUnknown(BulkOutcome<R> outcome) {
            RuntimeException failure = outcome.failure();
            return failure instanceof MemoryStoreException
                    ? BulkOutcome.failed(StoreUnavailableException.unknown(
                            "an earlier attempt may have been applied; the last: " + failure.getMessage(), failure))
                    : outcome;
        }
    }
}
