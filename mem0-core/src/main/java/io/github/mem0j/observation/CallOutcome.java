package io.github.mem0j.observation;

import io.github.mem0j.store.StoreCorruptedException;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.store.VersionConflictException;

/** How an observed call ended. */
public enum CallOutcome {
    /** With an answer, be it degraded. */
    ANSWERED,
    /** Another version was there than the caller expected: a {@link VersionConflictException}. */
    CONFLICT,
    /** The request did not fit what is stored: any other {@link StoreRejectedException}. */
    REJECTED,
    /** The store could not be asked, and nothing was applied: a {@link StoreUnavailableException} with NOT_APPLIED. */
    UNAVAILABLE,
    /** The store could not be asked, or not heard, and a write may have been applied: the same with UNKNOWN. */
    UNKNOWN,
    /** What is stored could not be read: a {@link StoreCorruptedException}. */
    CORRUPTED,
    /** With any other exception or error, which a store should not throw. */
    FAILED;

    /** Of a call that threw. */
    public static CallOutcome of(Throwable failure) {
        if (failure instanceof StoreUnavailableException unavailable) {
            return unavailable.outcome() == StoreUnavailableException.Outcome.NOT_APPLIED ? UNAVAILABLE : UNKNOWN;
        }
        if (failure instanceof StoreRejectedException) {
            return failure instanceof VersionConflictException ? CONFLICT : REJECTED;
        }
        return failure instanceof StoreCorruptedException ? CORRUPTED : FAILED;
    }
}
