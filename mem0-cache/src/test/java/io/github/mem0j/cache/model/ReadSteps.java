package io.github.mem0j.cache.model;

import io.github.mem0j.cache.model.Reader.At;

/** The steps of reads. */
final class ReadSteps {
    private ReadSteps() {}

    static void of(State state, int r, Next next) {
        int j = state.config.readers().get(r);
        Jvm jvm = state.jvms[j];
        if (jvm.crashed) {
            return;
        }
        boolean swapped = state.config.swapped(j);
        At first = swapped ? At.IDLE : At.PENDING;
        if (state.readers[r].at == first && state.anyEndWaits(j) && !state.config.has(Change.END_NOT_AWAITED)) {
            return; // sends them before it asks Redis
        }
        Actor actor = Actor.reader(j, r);
        switch (state.readers[r].at) {
            case IDLE -> begin(next.after(actor, "begins"), r, swapped);
            case PENDING -> pending(next.after(actor, "looks at what is pending"), r);
            case READ -> {
                read(next.after(actor, "READ"), r);
                if (state.config.has(Fault.READ_LOST)) {
                    around(next.after(actor, "READ is lost"), r, Change.FAILED_READ_STORABLE);
                }
            }
            case LOCAL -> local(next.after(actor, "looks into the local cache"), r);
            case LOAD -> load(next.after(actor, "loads"), r, swapped);
            case FILL -> {
                fill(next.after(actor, "FILL"), r, swapped);
                if (state.config.has(Fault.READ_LOST)) {
                    filled(next.after(actor, "FILL is lost"), r, swapped);
                }
            }
            case PUT -> put(next.after(actor, "puts into the local cache"), r, swapped);
            case JOINED_LOCAL, JOINED_REDIS -> {
                // Waits for its leader.
            }
        }
    }

    private static void begin(State state, int r, boolean swapped) {
        Reader reader = state.readers[r];
        reader.required = Properties.required(state, state.config.readers().get(r));
        if (swapped) {
            pending(state, r);
        } else {
            local(state, r);
        }
    }

    /** The local cache's first step: stamps, epoch, whether the feed is live, its entry, a flight. */
    private static void local(State state, int r) {
        Config config = state.config;
        int j = config.readers().get(r);
        Jvm jvm = state.jvms[j];
        Reader reader = state.readers[r];
        boolean live = jvm.live(config);
        boolean swapped = config.swapped(j);
        if (live && jvm.local != Jvm.NONE) {
            reader.after = jvm.localAfter;
            reader.value = jvm.local;
            if (swapped) {
                filling(state, r);
            } else {
                Flights.complete(state, r);
            }
            return;
        }
        reader.live = live;
        if (config.flights() && Flights.joinLocal(state, r)) {
            return;
        }
        reader.stampsCurrent = live || config.has(Change.LIVE_CHECKED_AT_PUT) || config.has(Change.JOIN_WHILE_NOT_LIVE);
        reader.at = swapped ? At.LOAD : At.PENDING;
    }

    private static void pending(State state, int r) {
        Config config = state.config;
        boolean pending =
                config.key().dependsOnAnyOf(state.jvms[config.readers().get(r)].pending);
        if (pending && !config.has(Change.PENDING_IGNORED)) {
            around(state, r, Change.PENDING_LOAD_STORABLE);
        } else {
            state.readers[r].at = At.READ;
        }
    }

    /** Goes on without Redis: what is loaded is not stored in Redis, nor in the local cache above. */
    private static void around(State state, int r, Change unless) {
        Reader reader = state.readers[r];
        reader.tokenCurrent = false;
        reader.storable = state.config.has(unless);
        reader.at = state.config.swapped(state.config.readers().get(r)) ? At.LOCAL : At.LOAD;
    }

    /** The script READ: all at once. */
    private static void read(State state, int r) {
        Reader reader = state.readers[r];
        boolean swapped = state.config.swapped(state.config.readers().get(r));
        if (swapped) {
            Ages.read(state, r);
        }
        if (state.fenced()) {
            around(state, r, Change.FENCED_LOAD_STORABLE);
            if (state.config.has(Change.JOIN_FENCED) && !Flights.joinRedis(state, r)) {
                reader.tokenCurrent = true;
            }
            return;
        }
        reader.storable = true;
        if (state.cached != Jvm.NONE) {
            reader.value = state.cached;
            if (swapped) {
                Flights.complete(state, r);
            } else {
                reader.at = At.PUT;
            }
        } else if (!state.config.flights() || !Flights.joinRedis(state, r)) {
            reader.tokenCurrent = true;
            reader.at = swapped ? At.LOCAL : At.LOAD;
        }
    }

    private static void load(State state, int r, boolean swapped) {
        Reader reader = state.readers[r];
        reader.value = state.inDatabase();
        if (swapped) {
            Ages.load(state, r);
            reader.at = At.PUT;
        } else if (reader.storable) {
            reader.at = At.FILL;
        } else if (state.config.flights()) {
            reader.at = At.PUT;
        } else {
            // Nothing can happen between the load and the return that would make a difference.

            Flights.complete(state, r);
        }
    }

    private static void filling(State state, int r) {
        if (state.readers[r].storable) {
            state.readers[r].at = At.FILL;
        } else {
            Flights.complete(state, r);
        }
    }

    /** The script FILL: all at once. */
    private static void fill(State state, int r, boolean swapped) {
        Config config = state.config;
        Reader reader = state.readers[r];
        boolean young = !swapped || Ages.loadedAfterOwnRead(state, r) || config.has(Change.FILL_ANY_AGE);
        if ((reader.tokenCurrent && young) || config.has(Change.PLAIN_SET)) {
            state.cached = reader.value;
        } else if (config.has(Change.SET_WITH_TOKEN_SEEN)) {
            state.cached = Jvm.NONE;
        }
        reader.storable = reader.tokenCurrent || !config.has(Change.REFUSED_NOT_STORABLE);
        filled(state, r, swapped);
    }

    private static void filled(State state, int r, boolean swapped) {
        Reader reader = state.readers[r];
        reader.tokenCurrent = false;
        if (state.config.flights()) {
            Flights.filled(state, r);
        }
        if (swapped) {
            Flights.complete(state, r);
        } else {
            reader.at = At.PUT;
        }
    }

    private static void put(State state, int r, boolean swapped) {
        Config config = state.config;
        Reader reader = state.readers[r];
        Jvm jvm = state.jvms[config.readers().get(r)];
        boolean live = config.has(Change.LIVE_CHECKED_AT_PUT) ? jvm.live(config) : reader.live;
        boolean current = reader.stampsCurrent || config.has(Change.STAMP_READ_LATE);
        if (live && current && (reader.storable || swapped)) {
            jvm.local = reader.value;
            jvm.localAfter = reader.after;
        }
        if (swapped) {
            filling(state, r);
        } else {
            Flights.complete(state, r);
        }
    }
}
