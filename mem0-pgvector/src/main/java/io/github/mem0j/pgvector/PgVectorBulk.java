package io.github.mem0j.pgvector;

import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.BulkOutcome;
import io.github.mem0j.store.BulkStore;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.StoreRequest;
import io.github.mem0j.store.StoreResult;
import io.github.mem0j.store.StoreUnavailableException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One statement for many requests, whatever their owners. Thread-safe. */
final class PgVectorBulk implements BulkStore {
    private final Database database;
    private final Layout layout;
    private final Supplier<Instant> now;
    private final Consumer<StoreRequest> check;
    private final Provenance provenance;

    /** @param check what a request must pass before anything is sent for it */
    PgVectorBulk(
            Database database,
            Layout layout,
            Supplier<Instant> now,
            Consumer<StoreRequest> check,
            Provenance provenance) {
        this.database = database;
        this.layout = layout;
        this.now = now;
        this.check = check;
        this.provenance = provenance;
    }

    /** A request on its way to an outcome. */
    static final class Part<Q extends StoreRequest, R extends StoreResult> {
        final Q request;
        private @Nullable BulkOutcome<R> outcome;

        Part(Q request) {
            this.request = request;
        }

        void settle(BulkOutcome<R> outcome) {
            this.outcome = outcome;
        }

        boolean isOpen() {
            return outcome == null;
        }

        BulkOutcome<R> outcome() {
            return Objects.requireNonNull(outcome, "a request without an outcome");
        }

        /** Whether there is time to send it; it is settled if there is not. */
        boolean hasTime() {
            Deadline deadline = request.deadline();
            if (deadline != null && deadline.isPassed()) {
                settle(BulkOutcome.failed(StoreUnavailableException.notApplied(
                        request.operation() + " was not sent: its deadline has passed; allow more time or retry",
                        null)));
            }
            return isOpen();
        }
    }

    @Override
    public List<BulkOutcome<AddResult>> addAll(List<AddRequest> requests) {
        List<Part<AddRequest, AddResult>> parts = parts(requests);
        new BulkAdds(database, layout, now.get(), provenance).run(open(parts));
        return parts.stream().map(Part::outcome).toList();
    }

    @Override
    public List<BulkOutcome<GetResult>> getAll(List<GetRequest> requests) {
        List<Part<GetRequest, GetResult>> parts = parts(requests);
        new BulkGets(database, layout, now.get(), provenance).run(open(parts));
        return parts.stream().map(Part::outcome).toList();
    }

    /** Those that are refused unseen are settled. */
    private <Q extends StoreRequest, R extends StoreResult> List<Part<Q, R>> parts(List<Q> requests) {
        List<Part<Q, R>> parts = new ArrayList<>();
        StoreUnavailableException down = null;
        for (Q request : requests) {
            Part<Q, R> part = new Part<>(request);
            parts.add(part);
            try {
                if (down == null) {
                    check.accept(request);
                } else {
                    part.settle(BulkOutcome.failed(down));
                }
            } catch (StoreUnavailableException e) {
                part.settle(BulkOutcome.failed(e));
                Deadline deadline = request.deadline();
                // Who could not be asked for the space by one is not asked by the others.
                down = deadline == null || !deadline.isPassed() ? e : null;
            } catch (RuntimeException e) {
                part.settle(BulkOutcome.failed(e));
            }
        }
        return parts;
    }

    private static <Q extends StoreRequest, R extends StoreResult> List<Part<Q, R>> open(List<Part<Q, R>> parts) {
        return parts.stream().filter(Part::isOpen).toList();
    }
}
