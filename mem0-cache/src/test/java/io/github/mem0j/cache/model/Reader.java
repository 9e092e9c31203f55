package io.github.mem0j.cache.model;

/** A read on its way through the caches, or none. */
final class Reader {
    /** What a read does next. */
    enum At {
        /** Begin. */
        IDLE(0),
        /** The Redis cache looks whether invalidations are pending. */
        PENDING(1),
        /** The script READ. */
        READ(2),
        /** In swapped order: the local cache looks for its entry. */
        LOCAL(3),
        LOAD(4),
        /** The script FILL. */
        FILL(5),
        /** The local cache stores. */
        PUT(6),
        /** It waits for a flight of the local cache. */
        JOINED_LOCAL(7),
        /** It waits for a flight of the Redis cache. */
        JOINED_REDIS(8);

        final int code;

        At(int code) {
            this.code = code;
        }
    }

    At at = At.IDLE;
    /** The stamp and the epoch of the local cache are still those of its first step. */
    boolean stampsCurrent;
    /** The feed was live at its first step. */
    boolean live;
    /** The token that READ saw is still the one in Redis. */
    boolean tokenCurrent;
    /** What it gets may be stored. */
    boolean storable;
    /** What it has got: the writes it knows of. */
    int value;
    /** The writes it must know of. */
    int required;
    /** The readers whose READ was before the load. */
    int after;
    /** The reader whose flight it joined. */
    int leader;

    Reader copy() {
        Reader copy = new Reader();
        copy.at = at;
        copy.stampsCurrent = stampsCurrent;
        copy.live = live;
        copy.tokenCurrent = tokenCurrent;
        copy.storable = storable;
        copy.value = value;
        copy.required = required;
        copy.after = after;
        copy.leader = leader;
        return copy;
    }

    void pack(Bits bits) {
        bits.add(4, at.code).add(stampsCurrent).add(live).add(tokenCurrent).add(storable);
        bits.add(2, value).add(2, required).add(4, after).add(2, leader);
    }
}
