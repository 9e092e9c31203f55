package io.github.mem0j.cache.model;

/**
 * What a JVM has besides its reads and writes: the local cache's entry, the feed and what Redis still has to be told.
 * Stamps and epochs only grow, so it is enough to know whether what somebody has seen is still so.
 */
final class Jvm {
    /** Of an entry: there is none, or none that is valid. */
    static final int NONE = 7;

    /** A message after which the feed is live. */
    static final int HEARTBEAT = 4;

    /** The reply to SUBSCRIBE, in order with the messages. */
    static final int CONFIRMATION = 5;

    private static final int MESSAGE_BITS = 3;
    private static final int MOST_MESSAGES = 8;

    /** The states of the subscriber's connection. */
    enum Feed {
        LIVE(0),
        /** Broken, but the JVM does not know. */
        BROKEN(1),
        /** Known to be broken. */
        OFF(2),
        /** Redis has got SUBSCRIBE: messages come, after the confirmation. */
        SUBSCRIBED(3),
        CONFIRMED(4),
        /** A heartbeat has been sent after the confirmation. */
        AWAITING_HEARTBEAT(5);

        final int code;

        Feed(int code) {
            this.code = code;
        }
    }

    boolean crashed;
    Feed feed = Feed.LIVE;
    /** Messages on their way, the oldest in the lowest bits: generations, or one of the above. */
    int queue;
    /** The generations whose invalidations Redis may not have got. */
    int pending;
    /** The generations of a drain that Redis has got, until its reply is there. */
    int draining;
    /** A write failed since the drain was sent. */
    boolean drainSpoiled;
    /** The local cache's valid entry: the writes that its value knows of, or NONE. */
    int local = NONE;
    /** The readers whose READ was before the load of {@link #local}. */
    int localAfter;

    Jvm copy() {
        Jvm copy = new Jvm();
        copy.crashed = crashed;
        copy.feed = feed;
        copy.queue = queue;
        copy.pending = pending;
        copy.draining = draining;
        copy.drainSpoiled = drainSpoiled;
        copy.local = local;
        copy.localAfter = localAfter;
        return copy;
    }

    void pack(Bits bits) {
        bits.add(crashed).add(3, feed.code).add(MESSAGE_BITS * MOST_MESSAGES, queue);
        bits.add(2, pending).add(2, draining).add(drainSpoiled);
        bits.add(3, local).add(4, localAfter);
    }

    /** Whether Redis sends messages to it. */
    boolean subscribed() {
        return !crashed && feed != Feed.BROKEN && feed != Feed.OFF;
    }

    void send(int message) {
        if (subscribed()) {
            int end = 0;
            while (queue >>> end != 0) {
                end += MESSAGE_BITS;
            }
            if (end == MESSAGE_BITS * MOST_MESSAGES) {
                throw new IllegalStateException("the model has too few places for messages");
            }
            queue |= message << end;
        }
    }

    int receive() {
        int message = queue & 7;
        queue >>>= MESSAGE_BITS;
        return message;
    }

    /** Whether the local cache serves and stores. */
    boolean live(Config config) {
        return switch (feed) {
            case LIVE, BROKEN -> true;
            case OFF, SUBSCRIBED -> config.has(Change.LIVE_BEFORE_CONFIRMATION);
            case CONFIRMED, AWAITING_HEARTBEAT ->
                config.has(Change.LIVE_BEFORE_CONFIRMATION) || config.has(Change.LIVE_AT_CONFIRMATION);
        };
    }
}
