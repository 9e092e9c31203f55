package io.github.mem0j.store;

import java.util.UUID;

/** An update expected a version that is no longer there: read the memory again, and decide anew. */
public final class VersionConflictException extends StoreRejectedException {
    private static final long serialVersionUID = 1L;

    private final long actualVersion;

    public VersionConflictException(UUID id, long expectedVersion, long actualVersion) {
        super(
                Reason.VERSION_CONFLICT,
                "memory " + id + " has version " + actualVersion + ", expected was " + expectedVersion
                        + "; read it again and repeat the change on that");
        this.actualVersion = actualVersion;
    }

    /** The version that is there. */
    public long actualVersion() {
        return actualVersion;
    }
}
