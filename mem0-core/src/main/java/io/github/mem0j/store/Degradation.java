package io.github.mem0j.store;

/** What is less than usual about an answer. */
public enum Degradation {
    /** The backend could not be asked; this was true at the answer's age. Never cached on. */
    STALE,
    /** A cache server could not be asked; the answer itself is sound. */
    CACHE_UNAVAILABLE,
    /** The graph companion was behind or down, and the primary store answered instead; the answer is sound. */
    GRAPH_FALLBACK
}
