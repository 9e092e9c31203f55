package io.github.mem0j.cache.model;

/** What a write does: INSERT adds a memory under a new id, UPDATE changes one that is there. */
enum Kind {
    INSERT,
    UPDATE;

    /** The generations it ends, as a set of bits. */
    int ends(Config config) {
        if (this == INSERT) {
            return config.has(Change.INSERT_ENDS_NOTHING) ? 0 : Key.SEARCH.generation;
        }
        return config.has(Change.UPDATE_ENDS_SETS_ONLY)
                ? Key.SEARCH.generation
                : Key.GET.generation | Key.SEARCH.generation;
    }

    /** Whether it changes the answer. */
    boolean changes(Key key) {
        return this == UPDATE || key == Key.SEARCH;
    }
}
