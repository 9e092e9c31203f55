package io.github.mem0j.cache.model;

import static io.github.mem0j.cache.model.Config.A;
import static io.github.mem0j.cache.model.Config.B;
import static io.github.mem0j.cache.model.Config.insert;
import static io.github.mem0j.cache.model.Config.update;
import static io.github.mem0j.cache.model.Fault.BEGIN_LOST;
import static io.github.mem0j.cache.model.Fault.BEGIN_REPLY_LOST;
import static io.github.mem0j.cache.model.Fault.CRASH;
import static io.github.mem0j.cache.model.Fault.END_LOST;
import static io.github.mem0j.cache.model.Fault.END_REPLY_LOST;
import static io.github.mem0j.cache.model.Fault.FEED_BREAKS;
import static io.github.mem0j.cache.model.Fault.FENCE_LAPSES_EARLY;
import static io.github.mem0j.cache.model.Fault.FLUSH;
import static io.github.mem0j.cache.model.Fault.READ_LOST;
import static io.github.mem0j.cache.model.Fault.TOKENS_LOST;
import static io.github.mem0j.cache.model.Fault.UNKNOWN_OUTCOME;
import static io.github.mem0j.cache.model.Key.GET;
import static io.github.mem0j.cache.model.Key.SEARCH;

import java.util.ArrayList;
import java.util.List;

/** Runs of the recommended protocol, and of what could be left out of it: all properties hold. */
final class Sound {
    /** All that may happen to a JVM and its commands to Redis, short of its end. */
    static final Fault[] CUT_OFF = {
        BEGIN_LOST, BEGIN_REPLY_LOST, END_LOST, END_REPLY_LOST, READ_LOST, UNKNOWN_OUTCOME, TOKENS_LOST
    };

    private static final Config UPDATE = Config.of(SEARCH, update(A));

    private Sound() {}

    static List<Case> recommended() {
        List<Case> cases = new ArrayList<>();
        for (Key key : Key.values()) {
            Config update = Config.of(key, update(A));
            cases.add(holds("no fault, " + key, update));
            for (Fault fault : Fault.values()) {
                cases.add(holds(fault + ", " + key, update.with(fault)));
            }
        }
        cases.add(holds("an insert", Config.of(SEARCH, insert(A)).with(CRASH, END_LOST)));
        cases.add(holds(
                "P4: an insert leaves gets",
                Config.of(GET, insert(A)).warmed().with(CRASH, BEGIN_LOST, END_LOST, UNKNOWN_OUTCOME)));
        cases.add(holds("cut off", UPDATE.with(CUT_OFF)));
        cases.add(holds("cut off and flushed", UPDATE.readers(A).with(CUT_OFF[0], CUT_OFF[5], FLUSH)));
        cases.add(holds(
                "crash, BEGIN applied",
                UPDATE.with(CRASH, BEGIN_REPLY_LOST, END_LOST, END_REPLY_LOST, READ_LOST, UNKNOWN_OUTCOME)));
        cases.add(holds(
                "feed breaks, JVM cut off", UPDATE.readers(B).with(FEED_BREAKS).with(CUT_OFF)));
        cases.add(holds("feed breaks, crash", UPDATE.readers(B, B).with(FEED_BREAKS, CRASH, END_LOST)));
        cases.add(holds("three reads of the writer's JVM", UPDATE.readers(A, A, A)));
        cases.add(holds("three reads of the other JVM", UPDATE.readers(B, B, B).with(CRASH)));
        twoWriters(cases);
        flights(cases);
        swapped(cases);
        return cases;
    }

    private static void twoWriters(List<Case> cases) {
        for (int second : new int[] {A, B}) {
            Config both = Config.of(SEARCH, update(A), insert(second));
            String where = second == A ? "two writes of a JVM, " : "a write of each JVM, ";
            cases.add(holds(where + "no fault", both.readers(A, B)));
            cases.add(holds(where + "crash", both.readers(B).with(CRASH, END_LOST)));
            cases.add(holds(where + "BEGIN and END lost", both.readers(A).with(BEGIN_LOST, END_LOST)));
            cases.add(holds(where + "reply of END lost", both.readers(B).with(END_REPLY_LOST)));
            if (second == B) {
                // Holds for two writes of a JVM, too, in 1.5 million states, but takes its time.
                cases.add(holds(where + "outcome unknown", both.readers(B).with(UNKNOWN_OUTCOME)));
            }
            cases.add(holds(where + "flushed", both.readers(B).with(FLUSH)));
            cases.add(holds(where + "fence lapses early", both.readers(B).with(FENCE_LAPSES_EARLY)));
            cases.add(holds(where + "feed breaks", both.readers(B).with(FEED_BREAKS)));
        }
    }

    private static void flights(List<Case> cases) {
        cases.add(holds("flights, writer's JVM", UPDATE.readers(A, A).joining().with(BEGIN_LOST, END_LOST)));
        cases.add(holds(
                "flights, other JVM", UPDATE.readers(B, B).joining().with(BEGIN_LOST, END_LOST, UNKNOWN_OUTCOME)));
        cases.add(holds("flights, crash", UPDATE.readers(B, B).joining().with(CRASH, END_LOST)));
        cases.add(holds("flights, feed breaks", UPDATE.readers(B, B).joining().with(FEED_BREAKS, END_LOST)));
        cases.add(holds("flights of three", UPDATE.readers(B, B, B).joining().with(END_LOST)));
    }

    private static void swapped(List<Case> cases) {
        for (int jvms = 1; jvms <= 3; jvms++) {
            cases.add(holds("swapped in " + (jvms == 1 ? "A" : jvms == 2 ? "B" : "A and B"), UPDATE.swap(jvms)));
        }
        cases.add(holds("swapped in A, cut off", UPDATE.swap(1).with(BEGIN_LOST, END_LOST, UNKNOWN_OUTCOME)));
        cases.add(holds("swapped in B, unknown", UPDATE.swap(2).with(UNKNOWN_OUTCOME)));
        cases.add(holds("swapped in B, feed breaks", UPDATE.swap(2).with(FEED_BREAKS)));
        cases.add(holds("swapped in B, two reads", UPDATE.swap(2).readers(B, B)));
    }

    static List<Case> spare() {
        Config cutOff = UPDATE.with(BEGIN_LOST, END_LOST);
        Config feed = UPDATE.with(FEED_BREAKS);
        return List.of(
                holds("the first stamp", cutOff.with(Change.NO_FIRST_STAMP)),
                holds("the local feed at BEGIN", cutOff.with(Change.BEGIN_SILENT)),
                holds("the local feed at END, given the last stamp", cutOff.with(Change.END_SILENT)),
                holds("the last stamp, given the local feed at END", cutOff.with(Change.NO_LAST_STAMP)),
                holds("not storing what was loaded while pending", cutOff.with(Change.PENDING_LOAD_STORABLE)),
                holds("storing what FILL refused", cutOff.with(Change.REFUSED_NOT_STORABLE)),
                holds("comparing at FILL, given the token seen", cutOff.with(Change.SET_WITH_TOKEN_SEEN)),
                holds("the heartbeat, for the order alone", feed.with(Change.LIVE_AT_CONFIRMATION)),
                holds("the epoch at the confirmation", feed.with(Change.NO_EPOCH_AT_CONFIRMATION)),
                holds("asking for the feed at the first step", feed.with(Change.LIVE_CHECKED_AT_PUT)));
    }

    private static Case holds(String name, Config config) {
        return new Case(name, config, "");
    }
}
