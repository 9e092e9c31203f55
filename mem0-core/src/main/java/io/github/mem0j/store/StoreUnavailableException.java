package io.github.mem0j.store;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The store could not be asked, or did not answer in time. Transient: the same request may succeed later. Before a
 * write is repeated, look at {@link #outcome()} and {@link StoreRequest#isRepeatable()}.
 */
public final class StoreUnavailableException extends MemoryStoreException {
    private static final long serialVersionUID = 1L;

    /** Whether the request may have taken effect. */
    public enum Outcome {
        /** Nothing was stored; repeating is safe. */
        NOT_APPLIED,
        /** It may or may not have been stored. */
        UNKNOWN
    }

    private final Outcome outcome;

    public StoreUnavailableException(String message, Outcome outcome, @Nullable Throwable cause) {
        super(message, cause);
        this.outcome = Objects.requireNonNull(outcome, "outcome");
    }

    public static StoreUnavailableException notApplied(String message, @Nullable Throwable cause) {
        return new StoreUnavailableException(message, Outcome.NOT_APPLIED, cause);
    }

    public static StoreUnavailableException unknown(String message, @Nullable Throwable cause) {
        return new StoreUnavailableException(message, Outcome.UNKNOWN, cause);
    }

    public Outcome outcome() {
        return outcome;
    }
}
