package io.github.mem0j.store;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What became of one request among several: its result or its exception, never both. Immutable.
 *
 * @param result null if it failed
 * @param failure null if it went well
 */
public record BulkOutcome<R extends StoreResult>(
        @Nullable R result, @Nullable RuntimeException failure) {
    public BulkOutcome {
        if ((result == null) == (failure == null)) {
            throw new IllegalArgumentException("an outcome is a result or a failure");
        }
    }

    public static <R extends StoreResult> BulkOutcome<R> of(R result) {
        return new BulkOutcome<>(Objects.requireNonNull(result, "result"), null);
    }

    public static <R extends StoreResult> BulkOutcome<R> failed(RuntimeException failure) {
        return new BulkOutcome<>(null, Objects.requireNonNull(failure, "failure"));
    }

    /** What comes of a call. */
    public static <R extends StoreResult> BulkOutcome<R> ofCall(Supplier<R> call) {
        try {
            return of(call.get());
        } catch (RuntimeException e) {
            return failed(e);
        }
    }

    /** The result; throws the failure if there is one. */
    public R get() {
        if (failure != null) {
            throw failure;
        }
        return Objects.requireNonNull(result);
    }

    /** Whether the store could not be asked, or did not answer in time. */
    public boolean isUnavailable() {
        return failure instanceof StoreUnavailableException;
    }
}
