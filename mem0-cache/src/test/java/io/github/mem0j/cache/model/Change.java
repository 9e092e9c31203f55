package io.github.mem0j.cache.model;

/** How a run's protocol differs from the one that is recommended. */
enum Change {
    /** The writer's stamps change before the commit only. */
    STAMP_BEFORE_COMMIT_ONLY,
    /** The writer's last stamp comes before END, and END does not fire the local feed. */
    STAMP_BEFORE_END,
    /** The first stamp, before BEGIN, is left out. */
    NO_FIRST_STAMP,
    /** BEGIN does not fire the local feed. */
    BEGIN_SILENT,
    /** END does not fire the local feed. */
    END_SILENT,
    /** The write returns after END, as it does where BEGIN is not known to have been applied. */
    RETURN_AFTER_END,
    /** Reads ask Redis while the END of a write of their JVM, which has returned, is still to come. */
    END_NOT_AWAITED,
    /** The last stamp, after END, is left out. */
    NO_LAST_STAMP,
    /** BEGIN changes the tokens, but sets no fence. */
    NO_FENCE,
    /** There is no BEGIN. */
    NO_BEGIN,
    /** The local cache keeps what was loaded under a fence. */
    FENCED_LOAD_STORABLE,
    /** The local cache keeps what was loaded around Redis because of pending invalidations. */
    PENDING_LOAD_STORABLE,
    /** The local cache keeps what was loaded because READ failed. */
    FAILED_READ_STORABLE,
    /** The local cache does not keep what FILL refused. */
    REFUSED_NOT_STORABLE,
    /** What the local cache keeps carries the stamps of when it is put. */
    STAMP_READ_LATE,
    /** What the local cache keeps carries the epoch of when it is put. */
    PUT_WITHOUT_EPOCH,
    /** The local cache asks whether the feed is live when it puts, not at its first step. */
    LIVE_CHECKED_AT_PUT,
    /** The epoch does not change when SUBSCRIBE is confirmed. */
    NO_EPOCH_AT_CONFIRMATION,
    /** The feed is live as soon as SUBSCRIBE is sent again. */
    LIVE_BEFORE_CONFIRMATION,
    /** The feed is live as soon as SUBSCRIBE is confirmed. */
    LIVE_AT_CONFIRMATION,
    /** FILL stores under whatever token is there. */
    PLAIN_SET,
    /** FILL stores under the token that READ saw, without comparing. */
    SET_WITH_TOKEN_SEEN,
    /** Drains do not fire the local feed. */
    DRAIN_SILENT,
    /** Pending invalidations do not keep reads away from Redis. */
    PENDING_IGNORED,
    /** An END that succeeded clears what is pending even if another write failed meanwhile. */
    END_CLEARS_ALWAYS,
    /** A drain clears what is pending even if a write failed meanwhile. */
    DRAIN_CLEARS_ALWAYS,
    /** An insert ends no generation. */
    INSERT_ENDS_NOTHING,
    /** An update ends the generation SETS only. */
    UPDATE_ENDS_SETS_ONLY,
    /** In swapped order, FILL stores answers of any age. */
    FILL_ANY_AGE,
    /** END takes away the fences of all writers. */
    FENCE_SHARED,
    /** END takes away the fence even if the outcome is unknown. */
    UNKNOWN_ENDS_FENCE,
    /** No END is sent once an unknown outcome is known. */
    NO_END_WHEN_KNOWN,
    /** Reads join flights of the local cache even while the feed is not live. */
    JOIN_WHILE_NOT_LIVE,
    /** Reads join flights of the cache in Redis that load under a fence. */
    JOIN_FENCED,
    /** Reads that joined a flight of the local cache take its result even if it is not storable. */
    UNSTORABLE_FLIGHT_SHARED
}
