package io.github.mem0j.cache.model;

/** The answer that is cached. Answers do not influence each other, so each run of the model has one. */
enum Key {
    /** A get of an id that is there: depends on the generation ITEMS. */
    GET(1),
    /** A search: depends on the generation SETS. */
    SEARCH(2);

    /** What it depends on, as a set of one bit. */
    final int generation;

    Key(int generation) {
        this.generation = generation;
    }

    boolean dependsOnAnyOf(int generations) {
        return (generations & generation) != 0;
    }
}
