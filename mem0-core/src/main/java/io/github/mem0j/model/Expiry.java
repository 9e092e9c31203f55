package io.github.mem0j.model;

import java.time.Instant;

/** What an update does to a memory's expiry. */
public sealed interface Expiry {
    /** Leave it. */
    Expiry KEEP = Simple.KEEP;

    /** Let the memory live for ever. */
    Expiry CLEAR = Simple.CLEAR;

    /** Let the memory be absent from {@code at} on. */
    static Expiry set(Instant at) {
        return new At(at);
    }

    /** The two without a time. */
    enum Simple implements Expiry {
        KEEP,
        CLEAR
    }

    /**
     * A new end.
     *
     * @param at from when on the memory is absent
     */
    record At(Instant at) implements Expiry {
        public At {
            at = Checks.time("expiresAt", at);
        }
    }
}
