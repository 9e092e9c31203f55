package io.github.mem0j.cache.model;

import java.util.List;

/** A write on its way through the caches. */
final class Writer {
    /** The steps of a write. Between any two of them anything else may happen. */
    enum Step {
        /** The local cache ends its entries and flights. */
        STAMP,
        /** Redis: new tokens, a fence, a message. */
        BEGIN,
        /** The writer sees how BEGIN went and fires the local feed. */
        BEGUN,
        COMMIT,
        /** Redis: new tokens, the fence away, a message. */
        END,
        /** The writer sees how END went and fires the local feed. */
        ENDED
    }

    private static final List<Step> LOCAL_OVER_REDIS =
            List.of(Step.STAMP, Step.BEGIN, Step.BEGUN, Step.COMMIT, Step.END, Step.ENDED, Step.STAMP);
    private static final List<Step> REDIS_OVER_LOCAL =
            List.of(Step.BEGIN, Step.BEGUN, Step.STAMP, Step.COMMIT, Step.STAMP, Step.END, Step.ENDED);
    private static final List<Step> STAMP_BEFORE_END =
            List.of(Step.STAMP, Step.BEGIN, Step.BEGUN, Step.COMMIT, Step.STAMP, Step.END, Step.ENDED);
    private static final List<Step> NO_FIRST_STAMP = LOCAL_OVER_REDIS.subList(1, 7);
    private static final List<Step> NO_LAST_STAMP = LOCAL_OVER_REDIS.subList(0, 6);
    private static final List<Step> NO_BEGIN = List.of(Step.STAMP, Step.COMMIT, Step.END, Step.ENDED, Step.STAMP);

    /** The next step. */
    int at;
    /** It ended with its JVM. */
    boolean crashed;
    /** The last command got its reply. */
    boolean replied;
    /** Another write of its JVM failed since END was sent. */
    boolean spoiled;
    /** The database did not say whether it committed. */
    boolean unknown;
    /** The database may still commit. */
    boolean outstanding;
    /** Redis got BEGIN, END or the drain. */
    boolean applied;

    static List<Step> program(Config config, int jvm) {
        if (config.has(Change.STAMP_BEFORE_END)) {
            return STAMP_BEFORE_END;
        }
        if (config.has(Change.NO_FIRST_STAMP)) {
            return NO_FIRST_STAMP;
        }
        if (config.has(Change.NO_LAST_STAMP) || config.has(Change.STAMP_BEFORE_COMMIT_ONLY)) {
            return NO_LAST_STAMP;
        }
        if (config.has(Change.NO_BEGIN)) {
            return NO_BEGIN;
        }
        return config.swapped(jvm) ? REDIS_OVER_LOCAL : LOCAL_OVER_REDIS;
    }

    Writer copy() {
        Writer copy = new Writer();
        copy.at = at;
        copy.crashed = crashed;
        copy.replied = replied;
        copy.spoiled = spoiled;
        copy.unknown = unknown;
        copy.outstanding = outstanding;
        copy.applied = applied;
        return copy;
    }

    void pack(Bits bits) {
        bits.add(3, at).add(crashed).add(replied).add(spoiled);
        bits.add(unknown).add(outstanding).add(applied);
    }
}
