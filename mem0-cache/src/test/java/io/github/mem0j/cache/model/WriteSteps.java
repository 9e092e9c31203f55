package io.github.mem0j.cache.model;

/** The steps of writes, and what becomes of them without the writer. */
final class WriteSteps {
    private WriteSteps() {}

    static void of(State state, int w, Next next) {
        Config config = state.config;
        Writer writer = state.writers[w];
        if (state.over(w) && !writer.outstanding && state.fence == 0) {
            return;
        }
        Actor actor = Actor.writer(state.jvmOf(w), w, config.writers().get(w).kind());
        if (!state.over(w)) {
            switch (state.step(w)) {
                case STAMP -> stamp(next.after(actor, "stamp"), w);
                case BEGIN -> begin(state, w, actor, next);
                case BEGUN -> begun(next.after(actor, "learns of BEGIN, fires the local feed"), w);
                case COMMIT -> commit(state, w, actor, next);
                case END -> end(state, w, actor, next);
                case ENDED -> ended(next.after(actor, "learns of END, fires the local feed"), w);
            }
        }
        if (writer.outstanding) {
            if ((state.committed & (1 << w)) == 0) {
                next.after(actor, "commits late").committed |= 1 << w;
            }
            known(next.after(actor, "outcome becomes known"), w);
        }
        fence(state, w, actor, next);
    }

    /** Fences lapse. Only those of crashed writers, of unknown outcomes and of lost ENDs last that long. */
    private static void fence(State state, int w, Actor actor, Next next) {
        boolean fenced = (state.fence & (1 << w)) != 0;
        boolean inFlight = !state.over(w) || state.writers[w].outstanding;
        if (fenced && (!inFlight || state.config.has(Fault.FENCE_LAPSES_EARLY))) {
            next.after(actor, "its fence lapses").fence &= ~(1 << w);
        }
    }

    private static void stamp(State state, int w) {
        state.writers[w].at++;
        state.stamp(state.jvmOf(w), state.endedBy(w));
    }

    private static void begin(State state, int w, Actor actor, Next next) {
        begun(beginAtRedis(next.after(actor, "BEGIN"), w), w, true);
        if (state.config.has(Fault.BEGIN_LOST)) {
            begun(next.after(actor, "BEGIN is lost"), w, false);
        }
        if (state.config.has(Fault.BEGIN_REPLY_LOST)) {
            begun(beginAtRedis(next.after(actor, "BEGIN, its reply is lost"), w), w, false);
        }
    }

    private static State beginAtRedis(State state, int w) {
        state.invalidate(state.endedBy(w), state.jvmOf(w));
        if (!state.config.has(Change.NO_FENCE)) {
            state.fence |= 1 << w;
        }
        state.writers[w].applied = true;
        return state;
    }

    private static void begun(State state, int w, boolean replied) {
        state.writers[w].at++;
        state.writers[w].replied = replied;
    }

    private static void begun(State state, int w) {
        if (!state.writers[w].replied) {
            state.failed(state.jvmOf(w), state.endedBy(w));
        }
        state.writers[w].early = state.writers[w].replied && Writer.mayReturnEarly(state.config);
        state.writers[w].replied = false;
        state.writers[w].at++;
        if (!state.config.has(Change.BEGIN_SILENT)) {
            state.stamp(state.jvmOf(w), state.endedBy(w));
        }
    }

    private static void commit(State state, int w, Actor actor, Next next) {
        State committed = next.after(actor, "commits");
        committed.committed |= 1 << w;
        committed.writers[w].at++;
        if (state.config.has(Fault.UNKNOWN_OUTCOME)) {
            State unknown = next.after(actor, "outcome unknown");
            unknown.writers[w].unknown = true;
            unknown.writers[w].early = false;
            unknown.writers[w].outstanding = true;
            unknown.writers[w].at++;
        }
    }

    private static void known(State state, int w) {
        state.writers[w].outstanding = false;
        int jvm = state.jvmOf(w);
        if (!state.config.has(Change.NO_END_WHEN_KNOWN) && !state.jvms[jvm].crashed) {
            state.failed(jvm, state.endedBy(w));
        }
    }

    private static void end(State state, int w, Actor actor, Next next) {
        endAtRedis(next.after(actor, "END"), w, true);
        if (state.config.has(Fault.END_LOST)) {
            begun(next.after(actor, "END is lost"), w, false);
        }
        if (state.config.has(Fault.END_REPLY_LOST)) {
            endAtRedis(next.after(actor, "END, its reply is lost"), w, false);
        }
    }

    private static void endAtRedis(State state, int w, boolean replied) {
        state.invalidate(state.endedBy(w), state.jvmOf(w));
        if (state.config.has(Change.FENCE_SHARED)) {
            state.fence = 0;
        }
        if (!state.writers[w].unknown || state.config.has(Change.UNKNOWN_ENDS_FENCE)) {
            state.fence &= ~(1 << w);
        }
        state.writers[w].applied = true;
        begun(state, w, replied);
    }

    private static void ended(State state, int w) {
        Writer writer = state.writers[w];
        int jvm = state.jvmOf(w);
        if (!writer.replied) {
            writer.at++;
            state.failed(jvm, state.endedBy(w));
        } else {
            writer.at++;
            if (!writer.spoiled || state.config.has(Change.END_CLEARS_ALWAYS)) {
                state.jvms[jvm].pending &= ~state.endedBy(w);
            }
        }
        writer.replied = false;
        writer.spoiled = false;
        if (!writer.early
                && !state.config.has(Change.END_SILENT)
                && !state.config.has(Change.STAMP_BEFORE_END)
                && !state.config.has(Change.STAMP_BEFORE_COMMIT_ONLY)) {
            state.stamp(jvm, state.endedBy(w));
        }
    }
}
