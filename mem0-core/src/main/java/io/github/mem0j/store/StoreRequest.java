package io.github.mem0j.store;

import io.github.mem0j.model.MemoryScope;
import org.jspecify.annotations.Nullable;

/** What a {@link MemoryStore} is asked: data that can be logged, compared, repeated or kept as a cache's key. */
public sealed interface StoreRequest permits ReadRequest, WriteRequest {
    Operation operation();

    MemoryScope scope();

    /** When the caller stops waiting, or null; adapters derive pool wait, network and statement timeout from it. */
    @Nullable
    Deadline deadline();

    StoreRequest withDeadline(Deadline deadline);

    /**
     * Whether asking again is safe after an {@linkplain StoreUnavailableException.Outcome#UNKNOWN unknown outcome}:
     * true for reads, inserts (their ids are the caller's) and relate; false where a repetition could conflict with,
     * or count differently because of, the first attempt.
     */
    boolean isRepeatable();
}
