package io.github.mem0j.store;

import org.jspecify.annotations.Nullable;

/** What is stored cannot be read as what was written. The message says where; nothing was changed. */
public final class StoreCorruptedException extends MemoryStoreException {
    private static final long serialVersionUID = 1L;

    public StoreCorruptedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
