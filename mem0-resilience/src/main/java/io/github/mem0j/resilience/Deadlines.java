package io.github.mem0j.resilience;

import io.github.mem0j.layer.Call;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.StoreRequest;
import io.github.mem0j.store.StoreResult;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long callers wait who do not say so themselves.
 *
 * @param nanoTime the clock of the deadlines that are set here
 */
record Deadlines(Duration reads, Duration writes, Duration bulk, LongSupplier nanoTime) {
    /** What is more than this many items is bulk. */
    static final int BULK = 100;

    Deadlines {
        Settings.check(
                Settings.isPositive(reads) && Settings.isPositive(writes) && Settings.isPositive(bulk),
                "deadlines must be positive, but are " + reads + " for reads, " + writes + " for writes and " + bulk
                        + " for bulk");
    }

    /** The call with a deadline: its own if it has one. */
    <R extends StoreResult> Call<R> on(Call<R> call) {
        return call.request().deadline() != null
                ? call
                : call.withDeadline(Deadline.after(timeout(call.request()), nanoTime));
    }

    /** The request with a deadline: its own if it has one. */
    StoreRequest on(StoreRequest request) {
        return request.deadline() != null ? request : request.withDeadline(Deadline.after(timeout(request), nanoTime));
    }

    private Duration timeout(StoreRequest request) {
        if (!request.operation().isWrite()) {
            return reads;
        }
        return isBulk(request) ? bulk : writes;
    }

    private static boolean isBulk(StoreRequest request) {
        if (request instanceof AddRequest add) {
            return add.memories().size() > BULK;
        }
        if (request instanceof RelateRequest relate) {
            return relate.relations().size() > BULK;
        }
        return request instanceof DeleteRequest delete
                && !(delete.selection() instanceof DeleteRequest.Ids ids
                        && ids.ids().size() <= BULK);
    }
}
