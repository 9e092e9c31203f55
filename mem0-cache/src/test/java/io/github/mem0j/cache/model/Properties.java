package io.github.mem0j.cache.model;

/** What must hold. */
final class Properties {
    static final String P1 = "P1: a read that began after a write of its JVM had returned does not see it";
    static final String P2_LOCAL = "P2: in the end, a local cache serves what is older than the database";
    static final String P2_REDIS = "P2: in the end, Redis serves what is older than the database";
    static final String P3 = "P3: a read of another JVM that began after the write had returned, and its messages"
            + " had arrived, does not see it";
    static final String P4 = "P4: an answer that no write concerns is no longer cached";

    private Properties() {}

    /** The writes that a read which begins now in this JVM must see. */
    static int required(State state, int jvm) {
        int bits = 0;
        for (int w = 0; w < state.writers.length; w++) {
            Writer writer = state.writers[w];
            boolean returned = state.returned(w) && !writer.unknown;
            if (returned && (state.jvmOf(w) == jvm || (told(state, w) && told(state.jvms[jvm], state.config)))) {
                bits |= 1 << w;
            }
        }
        return state.relevant(bits);
    }

    /** Redis got BEGIN, END or the drain; if END is to come, the fence of BEGIN stands, and no cache disregards it. */
    private static boolean told(State state, int w) {
        boolean stands = (state.fence & (1 << w)) != 0 && state.config.swapped() == 0;
        return state.writers[w].applied && (stands || !state.endWaits(w) || state.writers[w].replied);
    }

    /** All messages have arrived, or the local cache is off. */
    private static boolean told(Jvm jvm, Config config) {
        return !jvm.live(config) || (jvm.subscribed() && jvm.queue == 0);
    }

    /** A read returns. */
    static void returned(State state, int r) {
        Reader reader = state.readers[r];
        for (int w = 0; w < state.writers.length; w++) {
            if ((reader.required & ~reader.value & (1 << w)) != 0) {
                state.broken = state.jvmOf(w) == state.config.readers().get(r) ? P1 : P3;
            }
        }
    }

    /** The property that the state does not have, or null. */
    static String broken(State state) {
        if (state.broken != null) {
            return state.broken;
        }
        if (state.config.warm() && lost(state)) {
            return P4;
        }
        if (!quiet(state)) {
            return null;
        }
        if (state.cached != Jvm.NONE && state.cached != state.inDatabase()) {
            return P2_REDIS;
        }
        for (Jvm jvm : state.jvms) {
            if (jvm.live(state.config) && jvm.local != Jvm.NONE && jvm.local != state.inDatabase()) {
                return P2_LOCAL;
            }
        }
        return null;
    }

    private static boolean lost(State state) {
        boolean local = true;
        for (Jvm jvm : state.jvms) {
            local &= jvm.crashed || jvm.local != Jvm.NONE;
        }
        return state.cached == Jvm.NONE || !local;
    }

    /** Nothing is under way any more but reads. */
    private static boolean quiet(State state) {
        if (state.fence != 0) {
            return false;
        }
        for (int w = 0; w < state.writers.length; w++) {
            if (!state.over(w) || state.writers[w].outstanding) {
                return false;
            }
        }
        for (Jvm jvm : state.jvms) {
            if (jvm.pending != 0 || jvm.draining != 0 || jvm.queue != 0 || jvm.feed == Jvm.Feed.BROKEN) {
                return false;
            }
        }
        return true;
    }
}
