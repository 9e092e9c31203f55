package io.github.mem0j.cache;

/** Where tests hold a thread to force the order of events. */
@FunctionalInterface
interface Probe {
    Probe NONE = point -> {};

    /** A moment in a read or write. */
    enum Point {
        LOCAL_STAMP_READ,
        LOCAL_LOADED,
        LOCAL_BEFORE_PUT,
        LOCAL_WRITE_STAMPED,
        LOCAL_WRITE_DONE,
        REDIS_READ,
        REDIS_LOADED,
        REDIS_BEFORE_FILL,
        REDIS_FILLED,
        REDIS_BEFORE_BEGIN,
        REDIS_BEGUN,
        REDIS_COMMITTED,
        REDIS_ENDED,
        REDIS_BEFORE_ENDS,
        SUBSCRIBED,
        FOLLOWER_JOINED,
        SET_STAMP_READ,
        SET_LISTED,
        SET_LOADED,
        SET_TAKEN_OVER,
        SET_WRITE_DONE
    }

    void at(Point point);
}
