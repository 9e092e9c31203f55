package io.github.mem0j.benchmarks;

/** What a contender is there for. */
enum Role {
    /** The least it could cost: what is underneath, by hand. */
    FLOOR,
    OURS,
    /** What one would use instead. */
    PEER
}
