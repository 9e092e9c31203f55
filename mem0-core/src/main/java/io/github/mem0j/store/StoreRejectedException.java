package io.github.mem0j.store;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The request does not fit what is stored, and will not until one of them changes. Nothing was applied. */
public sealed class StoreRejectedException extends MemoryStoreException permits VersionConflictException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** {@code related} starts from a memory that is not there. */
        UNKNOWN_ID,
        /** An insert's id holds another memory. */
        ID_TAKEN,
        /** An upsert's id lives under another agent or run of the owner. */
        OTHER_SCOPE,
        /** The embeddings come from another model than the store's. */
        OTHER_SPACE,
        /** Another version is there than was expected. */
        VERSION_CONFLICT,
        /** A text, metadata or batch is larger than the store allows. */
        TOO_LARGE,
        /** Another process or object has what the store needs for itself. */
        IN_USE,
        /** The store is closed. */
        CLOSED,
        /** The backend cannot serve this request as it is set up. */
        UNSUPPORTED
    }

    private final Reason reason;

    public StoreRejectedException(Reason reason, String message) {
        this(reason, message, null);
    }

    public StoreRejectedException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    public Reason reason() {
        return reason;
    }
}
