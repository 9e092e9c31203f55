package io.github.mem0j.store;

/** The eight operations of a {@link MemoryStore}. */
public enum Operation {
    ADD,
    GET,
    SEARCH,
    LIST,
    UPDATE,
    DELETE,
    RELATE,
    RELATED;

    /** Whether it changes what is stored. */
    public boolean isWrite() {
        return this == ADD || this == UPDATE || this == DELETE || this == RELATE;
    }
}
