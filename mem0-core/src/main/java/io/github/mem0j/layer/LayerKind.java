package io.github.mem0j.layer;

/**
 * What a layer is for, in the order in which {@link MemoryStack} recommends them, from the store outwards. What another
 * order costs is measured in docs/ordering.md.
 */
public enum LayerKind {
    /** Deadlines, retries, a circuit breaker: next to the store, so that caches around it can answer while it is open. */
    RESILIENCE,
    /** Makes one call of many: below the caches, so that what they have waits for no batch. */
    BATCHING,
    /** A cache on a server that several JVMs share, which tells the {@link #LOCAL_CACHE}s around it what ends. */
    SHARED_CACHE,
    /** A cache in the heap of this JVM: around the shared one, as it is the quicker. */
    LOCAL_CACHE,
    /** Whole memories of hot owners in the heap of this JVM: around the caches of answers, which it makes needless. */
    WORKING_SET,
    /** Metrics, traces, logs: outermost, so that it sees what callers see. */
    OBSERVATION,
    /** Anything else, in any place. */
    OTHER
}
