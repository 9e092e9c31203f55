package io.github.mem0j.cache.model;

/** What a JVM does apart from reads and writes: drains, its subscription, its end. */
final class JvmSteps {
    private JvmSteps() {}

    static void of(State state, int j, Next next) {
        Jvm jvm = state.jvms[j];
        if (jvm.crashed) {
            return;
        }
        Actor actor = Actor.jvm(j);
        drain(jvm, j, actor, next);
        if (jvm.queue != 0) {
            receive(next.after(actor, "receives a message"), j);
        }
        if (j == Config.B && state.config.has(Fault.FEED_BREAKS)) {
            feed(jvm, j, actor, next);
        }
        if (state.config.has(Fault.CRASH) && state.config.writes(j)) {
            next.after(actor, "crashes").crash(j);
        }
    }

    private static void drain(Jvm jvm, int j, Actor actor, Next next) {
        if (jvm.pending != 0 && jvm.draining == 0) {
            State drained = next.after(actor, "drain");
            Jvm draining = drained.jvms[j];
            draining.draining = jvm.pending;
            draining.drainSpoiled = false;
            drained.invalidate(jvm.pending, j);
            for (int w = 0; w < drained.writers.length; w++) {
                drained.writers[w].applied |=
                        drained.jvmOf(w) == j && drained.returned(w) && (drained.endedBy(w) & ~jvm.pending) == 0;
            }
        }
        if (jvm.draining != 0) {
            State drained = next.after(actor, "learns of the drain, fires the local feed");
            if (!drained.config.has(Change.DRAIN_SILENT)) {
                drained.stamp(j, jvm.draining);
            }
            if (!jvm.drainSpoiled || drained.config.has(Change.DRAIN_CLEARS_ALWAYS)) {
                drained.jvms[j].pending &= ~jvm.draining;
            }
            drained.jvms[j].draining = 0;
            drained.jvms[j].drainSpoiled = false;
        }
    }

    private static void receive(State state, int j) {
        Jvm jvm = state.jvms[j];
        int message = jvm.receive();
        switch (message) {
            case Jvm.HEARTBEAT -> jvm.feed = Jvm.Feed.LIVE;
            case Jvm.CONFIRMATION -> {
                jvm.feed = Jvm.Feed.CONFIRMED;
                if (!state.config.has(Change.NO_EPOCH_AT_CONFIRMATION)) {
                    state.newEpoch(j);
                }
            }
            default -> state.stamp(j, message);
        }
    }

    private static void feed(Jvm jvm, int j, Actor actor, Next next) {
        if (jvm.subscribed()) {
            State broken = next.after(actor, "connection of the subscriber breaks");
            // If the feed is not live, nothing depends on when the JVM notices.
            broken.jvms[j].feed = jvm.feed == Jvm.Feed.LIVE ? Jvm.Feed.BROKEN : Jvm.Feed.OFF;
            broken.jvms[j].queue = 0;
        }
        switch (jvm.feed) {
            case BROKEN -> {
                State off = next.after(actor, "notices that it is not subscribed");
                off.jvms[j].feed = Jvm.Feed.OFF;
                off.newEpoch(j);
            }
            case OFF -> {
                State subscribed = next.after(actor, "SUBSCRIBE reaches Redis");
                subscribed.jvms[j].feed = Jvm.Feed.SUBSCRIBED;
                subscribed.jvms[j].send(Jvm.CONFIRMATION);
            }
            case CONFIRMED -> {
                State awaiting = next.after(actor, "sends a heartbeat");
                awaiting.jvms[j].feed = Jvm.Feed.AWAITING_HEARTBEAT;
                awaiting.jvms[j].send(Jvm.HEARTBEAT);
            }
            case LIVE, SUBSCRIBED, AWAITING_HEARTBEAT -> {
                // Waits for a message.
            }
        }
    }
}
