package io.github.mem0j.batching;

import io.github.mem0j.store.MemoryStoreException;
import io.github.mem0j.store.StoreCorruptedException;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreUnavailableException;

/** Exceptions that several callers share, or that come from another thread, made a caller's own. */
final class Own {
    private Own() {}

    /** The same as the caller would have met alone, with the caller's own stack; the cause is what happened. */
    static RuntimeException exception(Throwable failure) {
        if (failure instanceof StoreUnavailableException unavailable) {
            return new StoreUnavailableException(message(failure), unavailable.outcome(), failure);
        }
        if (failure instanceof StoreCorruptedException) {
            return new StoreCorruptedException(message(failure), failure);
        }
        if (failure instanceof StoreRejectedException rejected
                && rejected.reason() != StoreRejectedException.Reason.VERSION_CONFLICT) {
            return new StoreRejectedException(rejected.reason(), message(failure), failure);
        }
        return failure instanceof MemoryStoreException known
                ? known
                : new IllegalStateException(
                        "the batch failed: " + failure.getClass().getName(), failure);
    }

    private static String message(Throwable failure) {
        return String.valueOf(failure.getMessage());
    }
}
