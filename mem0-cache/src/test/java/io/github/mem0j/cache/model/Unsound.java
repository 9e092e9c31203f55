package io.github.mem0j.cache.model;

import static io.github.mem0j.cache.model.Config.A;
import static io.github.mem0j.cache.model.Config.B;
import static io.github.mem0j.cache.model.Config.insert;
import static io.github.mem0j.cache.model.Config.update;
import static io.github.mem0j.cache.model.Fault.BEGIN_LOST;
import static io.github.mem0j.cache.model.Fault.CRASH;
import static io.github.mem0j.cache.model.Fault.END_LOST;
import static io.github.mem0j.cache.model.Fault.FEED_BREAKS;
import static io.github.mem0j.cache.model.Fault.FENCE_LAPSES_EARLY;
import static io.github.mem0j.cache.model.Fault.FLUSH;
import static io.github.mem0j.cache.model.Fault.READ_LOST;
import static io.github.mem0j.cache.model.Fault.UNKNOWN_OUTCOME;
import static io.github.mem0j.cache.model.Key.GET;
import static io.github.mem0j.cache.model.Key.SEARCH;

import java.util.List;

/** Runs in which something breaks. */
final class Unsound {
    private static final Config UPDATE = Config.of(SEARCH, update(A));

    private Unsound() {}

    /** Mistakes, each of which the model must find. */
    static List<Case> mistakes() {
        Config feed = UPDATE.with(FEED_BREAKS);
        Config twice = Config.of(SEARCH, update(A), update(A)).readers(A).with(BEGIN_LOST, END_LOST);
        Config flights = UPDATE.readers(B, B).joining();
        return List.of(
                fails(
                        "P1",
                        "stamps before the commit only",
                        UPDATE.with(BEGIN_LOST).with(Change.STAMP_BEFORE_COMMIT_ONLY)),
                fails("P1", "the last stamp before END", UPDATE.with(BEGIN_LOST).with(Change.STAMP_BEFORE_END)),
                fails("P1", "none after END", UPDATE.with(BEGIN_LOST).with(Change.END_SILENT, Change.NO_LAST_STAMP)),
                fails("P1", "END not awaited", UPDATE.with(FLUSH).with(Change.END_NOT_AWAITED)),
                fails("P2", "no fence", UPDATE.with(CRASH).with(Change.NO_FENCE)),
                fails("P2", "no BEGIN", UPDATE.with(CRASH).with(Change.NO_BEGIN)),
                fails("P3", "fenced loads stored locally", UPDATE.with(CRASH).with(Change.FENCED_LOAD_STORABLE)),
                fails(
                        "P3",
                        "loads after a failed READ stored locally",
                        UPDATE.with(CRASH, READ_LOST).with(Change.FAILED_READ_STORABLE)),
                fails("P1", "stamp read late", UPDATE.with(Change.STAMP_READ_LATE)),
                fails("P3", "put without epoch", feed.with(Change.PUT_WITHOUT_EPOCH)),
                fails("P2", "live before the confirmation", feed.with(Change.LIVE_BEFORE_CONFIRMATION)),
                fails(
                        "P3",
                        "live at the confirmation, no epoch then",
                        feed.with(Change.LIVE_AT_CONFIRMATION, Change.NO_EPOCH_AT_CONFIRMATION)),
                fails(
                        "P3",
                        "live asked at the put, no epoch at the confirmation",
                        feed.with(Change.LIVE_CHECKED_AT_PUT, Change.NO_EPOCH_AT_CONFIRMATION)),
                fails("P2", "plain SET under the current token", UPDATE.with(Change.PLAIN_SET)),
                fails(
                        "P2",
                        "drains do not fire the local feed",
                        UPDATE.readers(A).with(BEGIN_LOST, UNKNOWN_OUTCOME).with(Change.DRAIN_SILENT)),
                fails("P1", "pending ignored", UPDATE.with(BEGIN_LOST, END_LOST).with(Change.PENDING_IGNORED)),
                fails("P2", "END clears another's pending", twice.with(Change.END_CLEARS_ALWAYS)),
                fails("P1", "a drain clears what came later", twice.with(Change.DRAIN_CLEARS_ALWAYS)),
                fails(
                        "P2",
                        "an insert ends nothing",
                        Config.of(SEARCH, insert(A)).with(Change.INSERT_ENDS_NOTHING)),
                fails(
                        "P1",
                        "an update ends SETS only",
                        Config.of(GET, update(A)).with(Change.UPDATE_ENDS_SETS_ONLY)),
                fails("P2", "swapped, FILL of any age", UPDATE.swap(2).with(Change.FILL_ANY_AGE)),
                fails(
                        "P2",
                        "END takes another's fence",
                        Config.of(SEARCH, update(A), insert(B)).with(CRASH).with(Change.FENCE_SHARED)),
                fails(
                        "P2",
                        "END takes the fence of an unknown outcome",
                        UPDATE.with(UNKNOWN_OUTCOME, CRASH).with(Change.UNKNOWN_ENDS_FENCE)),
                fails(
                        "P2",
                        "no END once an unknown outcome is known",
                        UPDATE.with(BEGIN_LOST, UNKNOWN_OUTCOME).with(Change.NO_END_WHEN_KNOWN)),
                fails(
                        "P2",
                        "the same, fence flushed",
                        UPDATE.with(FLUSH, UNKNOWN_OUTCOME).with(Change.NO_END_WHEN_KNOWN)),
                fails(
                        "P3",
                        "flights joined while not live",
                        flights.with(FEED_BREAKS).with(Change.JOIN_WHILE_NOT_LIVE)),
                fails(
                        "P3",
                        "unstorable results of flights shared",
                        flights.with(END_LOST).with(Change.UNSTORABLE_FLIGHT_SHARED)),
                fails("P3", "fenced flights joined", flights.with(END_LOST).with(Change.JOIN_FENCED)));
    }

    /** What the recommended protocol does not promise: only the age of entries ends it. */
    static List<Case> limits() {
        return List.of(
                fails("P2", "BEGIN lost, then a crash", UPDATE.with(BEGIN_LOST, CRASH)),
                fails("P2", "fence flushed, then a crash", UPDATE.with(FLUSH, CRASH)),
                fails("P2", "fence not renewed, then a crash", UPDATE.with(FENCE_LAPSES_EARLY, CRASH)),
                fails("P3", "fence flushed, END lost, until the drain", UPDATE.with(FLUSH, END_LOST)),
                fails("P3", "fence not renewed, END lost, until the drain", UPDATE.with(FENCE_LAPSES_EARLY, END_LOST)),
                fails("P2", "swapped, a crash", UPDATE.swap(2).with(CRASH)),
                fails("P3", "swapped, END lost, until the drain", UPDATE.swap(2).with(END_LOST)));
    }

    private static Case fails(String broken, String name, Config config) {
        return new Case(name, config, broken);
    }
}
