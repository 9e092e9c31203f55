package io.github.mem0j.cache.model;

/** Takes the states that may follow a state. */
interface Next {
    /** A copy of the state, to be changed by this step of the actor, which is null for Redis. */
    State after(Actor actor, String step);
}
