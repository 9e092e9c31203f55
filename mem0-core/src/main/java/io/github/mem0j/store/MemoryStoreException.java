package io.github.mem0j.store;

import org.jspecify.annotations.Nullable;

/** What a store throws: it could not be reached, would not, or found its data damaged. Messages hold no memory text. */
public abstract sealed class MemoryStoreException extends RuntimeException
        permits StoreUnavailableException, StoreRejectedException, StoreCorruptedException {
    private static final long serialVersionUID = 1L;

    MemoryStoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
