package io.github.mem0j.cache.model;

import java.util.EnumSet;
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
        /** It is seen how END went, and if the writer waited for it, it fires the local feed. */
        ENDED
    }

    private static final List<Step> LOCAL_OVER_REDIS =
            List.of(Step.STAMP, Step.BEGIN, Step.BEGUN, Step.COMMIT, Step.END, Step.ENDED, Step.STAMP);
    private static final List<Step> REDIS_OVER_LOCAL =
            List.of(Step.BEGIN, Step.BEGUN, Step.STAMP, Step.COMMIT, Step.STAMP, Step.END, Step.ENDED);
    /** Returns before END. The local feed, which is fired before the last stamp, does the same as that: they are one step. */
    private static final List<Step> EARLY =
            List.of(Step.STAMP, Step.BEGIN, Step.BEGUN, Step.COMMIT, Step.STAMP, Step.END, Step.ENDED);

    private static final List<Step> NO_FIRST_STAMP = LOCAL_OVER_REDIS.subList(1, 7);
    private static final List<Step> NO_LAST_STAMP = LOCAL_OVER_REDIS.subList(0, 6);
    private static final List<Step> NO_BEGIN = List.of(Step.STAMP, Step.COMMIT, Step.END, Step.ENDED, Step.STAMP);

    /** The next step. */
    int at;
    /** It ended with its JVM. */
    boolean crashed;
    /** It returns before END: BEGIN is known to have been applied. */
    boolean early;
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

    List<Step> program(Config config, int jvm) {
        if (early) {
            return config.swapped(jvm) ? REDIS_OVER_LOCAL : EARLY;
        }
        if (config.has(Change.STAMP_BEFORE_END)) {
            return EARLY;
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

    /** Whether the write returns before END if BEGIN gets its reply: not where the steps are others. */
    static boolean mayReturnEarly(Config config) {
        return config.changes().stream()
                .noneMatch(EnumSet.of(
                        Change.STAMP_BEFORE_END,
                        Change.STAMP_BEFORE_COMMIT_ONLY,
                        Change.NO_FIRST_STAMP,
                        Change.NO_LAST_STAMP,
                        Change.END_SILENT,
                        Change.NO_BEGIN,
                        Change.RETURN_AFTER_END)::contains);
    }

    /** Whether all is done that the caller waits for. */
    boolean isReturned(Config config, int jvm) {
        List<Step> steps = program(config, jvm);
        return at == steps.size() || (early && at >= steps.indexOf(Step.END));
    }

    Writer copy() {
        Writer copy = new Writer();
        copy.at = at;
        copy.crashed = crashed;
        copy.early = early;
        copy.replied = replied;
        copy.spoiled = spoiled;
        copy.unknown = unknown;
        copy.outstanding = outstanding;
        copy.applied = applied;
        return copy;
    }

    void pack(Bits bits) {
        bits.add(3, at).add(crashed).add(early).add(replied).add(spoiled);
        bits.add(unknown).add(outstanding).add(applied);
    }
}
