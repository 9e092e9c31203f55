package io.github.mem0j.cache;

/**
 * What a cache counts; docs/metrics.md has the names for monitoring systems. Those of {@link #isGauge()} say what is,
 * all others how often something happened since the cache was built.
 */
public enum CacheMetric {
    /** Reads answered from this cache, those counted as NEGATIVE_HITS not among them. */
    HITS,
    /** Reads answered from this cache that something asked for was not there. */
    NEGATIVE_HITS,
    /** Reads answered from this cache, marked as stale, since the store below was unavailable. */
    STALE_HITS,
    /** Reads that found nothing to be shown. */
    MISSES,
    /** Reads during a write to what they depend on: answered by the store below, and not kept. */
    FENCED,
    /** Reads that did not ask the cache, or were not allowed to. */
    BYPASSES,

    /** Loads from the store below that this cache led. */
    LOADS,
    /** Of these, how many failed. */
    LOAD_FAILURES,
    /** How long they took together, in nanoseconds. */
    LOAD_NANOS,
    /** Reads that waited for another thread's load. */
    JOINED,
    /** Loads ahead of the end of a hot answer's freshness. */
    REFRESHES,

    /** Comparisons of what a working set holds of an owner with the store. */
    COMPARISONS,
    /** Own writes that a working set followed in what it holds. */
    APPLIED,

    /** Answers kept. */
    STORED,
    /** Answers that were not kept: a write came in between, a layer below forbade it, or others have more use for the room. */
    REFUSED,
    /** Answers too large to be kept. */
    OVERSIZE,
    /** Answers that could not be written to Redis. */
    STORE_FAILURES,
    /** Entries that left the local cache for lack of room. */
    EVICTIONS,
    /** Bytes that the local cache's entries take, as it reckons. */
    BYTES(true),
    /** Entries of the local cache. */
    ENTRIES(true),

    /** Ends of generations told to Redis and through it to other JVMs. */
    SENT,
    /** Ends of generations heard from other JVMs. */
    RECEIVED,
    /** Ends of generations that Redis could not be told at once. */
    FAILED,
    /** Owners whose ends Redis is still to be told. */
    PENDING(true),
    /** How long the first of them has been waiting, in milliseconds. */
    OLDEST_PENDING_MILLIS(true),

    /** Calls to Redis that failed, or were not made as it is known to be down. */
    REDIS_FAILURES,
    /** Whether Redis is trusted: 1 or 0. */
    REDIS_UP(true),
    /** Whether invalidations of other JVMs arrive, so that a local cache may answer: 1 or 0. */
    LEASE_LIVE(true),
    /** Time since the last proof of that, in milliseconds; −1 if there was none. */
    LEASE_AGE_MILLIS(true),
    /** Times that all entries were given up at once. */
    FLUSHES,

    /** Entries in Redis that were damaged; each is removed. */
    CORRUPT,
    /** Entries in Redis of another version, or encrypted by another key; they are left alone. */
    SCHEMA,
    /** Entries in Redis that belong to another question; each is removed. */
    FOREIGN;

    private final boolean gauge;

    CacheMetric() {
        this(false);
    }

    CacheMetric(boolean gauge) {
        this.gauge = gauge;
    }

    /** Whether it is a level rather than a count. */
    public boolean isGauge() {
        return gauge;
    }
}
