package io.github.mem0j.cache.model;

/** Takes the states that may follow a state. */
interface Next {
    /** A copy of the state, to be changed by the step of this name. */
    State after(String step);
}
