package io.github.mem0j.cache.model;

/** What may go wrong, at any time and as often as there is an occasion, but need not. */
enum Fault {
    /** A JVM with a writer stops, with all that it has in its heap. */
    CRASH,
    /** BEGIN does not reach Redis. */
    BEGIN_LOST,
    /** BEGIN is applied, but its writer does not get to know. */
    BEGIN_REPLY_LOST,
    /** END does not reach Redis. */
    END_LOST,
    /** END is applied, but its writer does not get to know. */
    END_REPLY_LOST,
    /** READ or FILL does not reach Redis. */
    READ_LOST,
    /** The database does not say whether it committed: it may do so later, or never. */
    UNKNOWN_OUTCOME,
    /** The connection of B's subscriber breaks; what is on its way is lost, and the JVM notices later. */
    FEED_BREAKS,
    /** Redis evicts the tokens. */
    TOKENS_LOST,
    /** Redis loses all it has: tokens, entries and fences. */
    FLUSH,
    /** A fence lapses although its write is not over: the writer could not renew it. */
    FENCE_LAPSES_EARLY
}
