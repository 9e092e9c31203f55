package io.github.mem0j.benchmarks;

/** How much is measured: all of it, or just so much that one sees it works. */
enum Scale {
    SMOKE,
    FULL;

    int of(int smoke, int full) {
        return this == SMOKE ? smoke : full;
    }
}
