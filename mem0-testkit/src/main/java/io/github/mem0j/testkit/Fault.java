package io.github.mem0j.testkit;

/** What a {@link FaultyStore} does with a call. */
public enum Fault {
    /** Nothing unusual. */
    NONE,
    /** Fails as if nobody were there: {@code StoreUnavailableException}, NOT_APPLIED; nothing reaches the store below. */
    UNAVAILABLE,
    /** The call takes effect below, then its answer is lost: {@code StoreUnavailableException}, UNKNOWN. */
    FAIL_AFTER_WRITE,
    /** Passes the call on after {@link FaultyStore#slowBy the delay}, unless its deadline comes first. */
    SLOW,
    /** Keeps the call until {@link FaultyStore#release()}, its deadline or an interruption. */
    HANG,
    /** {@code StoreRejectedException}, UNSUPPORTED; nothing reaches the store below. */
    REJECTED,
    /** {@code StoreCorruptedException}; nothing reaches the store below. */
    CORRUPTED
}
