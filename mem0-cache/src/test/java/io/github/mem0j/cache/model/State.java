package io.github.mem0j.cache.model;

import java.util.Arrays;

/** The database, Redis and the JVMs at one moment, and what several steps do to them. */
final class State {
    final Config config;
    /** The writes that change the answer, as a set of bits. */
    private final int relevant;
    /** The database: the writes that are committed, as a set of bits. */
    int committed;
    /** Redis: the entry whose token is the current one, or {@link Jvm#NONE}; the writes that its value knows of. */
    int cached = Jvm.NONE;
    /** Redis: the writes that have a fence. */
    int fence;

    final Jvm[] jvms;
    final Writer[] writers;
    final Reader[] readers;
    /** The property that the last step broke, or null. */
    String broken;

    /** The first state. */
    State(Config config) {
        this.config = config;
        relevant = config.relevant();
        writers = new Writer[config.writers().size()];
        Arrays.setAll(writers, w -> new Writer());
        readers = new Reader[config.readers().size()];
        Arrays.setAll(readers, r -> new Reader());
        jvms = new Jvm[] {new Jvm(), new Jvm()};
        if (config.warm()) {
            cached = 0;
            jvms[Config.A].local = 0;
            jvms[Config.B].local = 0;
        }
    }

    private State(State state) {
        config = state.config;
        relevant = state.relevant;
        committed = state.committed;
        cached = state.cached;
        fence = state.fence;
        jvms = new Jvm[] {state.jvms[0].copy(), state.jvms[1].copy()};
        writers = new Writer[state.writers.length];
        for (int w = 0; w < writers.length; w++) {
            writers[w] = state.writers[w].copy();
        }
        readers = new Reader[state.readers.length];
        for (int r = 0; r < readers.length; r++) {
            readers[r] = state.readers[r].copy();
        }
    }

    State copy() {
        return new State(this);
    }

    Bits pack() {
        Bits bits = new Bits();
        bits.add(2, committed).add(3, cached).add(2, fence);
        for (Jvm jvm : jvms) {
            jvm.pack(bits);
        }
        for (Writer writer : writers) {
            writer.pack(bits);
        }
        for (Reader reader : readers) {
            reader.pack(bits);
        }
        return bits;
    }

    int jvmOf(int writer) {
        return config.writers().get(writer).jvm();
    }

    /** The generations that the write ends. */
    int endedBy(int writer) {
        return config.writers().get(writer).kind().ends(config);
    }

    /** What a load gets now. */
    int inDatabase() {
        return relevant(committed);
    }

    /** Those of the writes that change the answer. */
    int relevant(int writes) {
        return writes & relevant;
    }

    boolean returned(int writer) {
        return writers[writer].isReturned(config, jvmOf(writer));
    }

    /** Whether the write has returned and its END is still to come, or its reply. */
    boolean endWaits(int writer) {
        return !over(writer) && returned(writer);
    }

    /** Whether END waits of any write of the JVM. */
    boolean anyEndWaits(int jvm) {
        for (int w = 0; w < writers.length; w++) {
            if (jvmOf(w) == jvm && endWaits(w)) {
                return true;
            }
        }
        return false;
    }

    /** The writer's next step. */
    Writer.Step step(int writer) {
        return writers[writer].program(config, jvmOf(writer)).get(writers[writer].at);
    }

    private boolean finished(int writer) {
        Writer w = writers[writer];
        return w.at == w.program(config, jvmOf(writer)).size();
    }

    /** Whether the writer does nothing any more. */
    boolean over(int writer) {
        return writers[writer].crashed || finished(writer);
    }

    /** Whether Redis has a fence against storing the answer. */
    boolean fenced() {
        for (int w = 0; w < writers.length; w++) {
            if ((fence & (1 << w)) != 0 && config.key().dependsOnAnyOf(endedBy(w))) {
                return true;
            }
        }
        return false;
    }

    /** Redis: new tokens for the generations, and a message to all JVMs but one, which knows. */
    void invalidate(int generations, int sender) {
        endTokens(generations);
        for (int j = 0; j < jvms.length && generations != 0; j++) {
            if (j != sender) {
                jvms[j].send(generations);
            }
        }
    }

    void endTokens(int generations) {
        if (config.key().dependsOnAnyOf(generations)) {
            cached = Jvm.NONE;
            for (Reader reader : readers) {
                reader.tokenCurrent = false;
            }
        }
    }

    /** The stamps of the local cache, by its own step or by the feed. */
    void stamp(int jvm, int generations) {
        if (config.key().dependsOnAnyOf(generations)) {
            forgetLocal(jvm);
            endStampsSeen(jvm);
        }
    }

    /** The epoch of the local cache. */
    void newEpoch(int jvm) {
        forgetLocal(jvm);
        if (!config.has(Change.PUT_WITHOUT_EPOCH)) {
            endStampsSeen(jvm);
        }
    }

    private void forgetLocal(int jvm) {
        jvms[jvm].local = Jvm.NONE;
        jvms[jvm].localAfter = 0;
    }

    private void endStampsSeen(int jvm) {
        for (int r = 0; r < readers.length; r++) {
            if (config.readers().get(r) == jvm) {
                readers[r].stampsCurrent = false;
            }
        }
    }

    /** An invalidation of the JVM may not have reached Redis. */
    void failed(int jvm, int generations) {
        jvms[jvm].pending |= generations;
        jvms[jvm].drainSpoiled |= jvms[jvm].draining != 0;
        for (int w = 0; w < writers.length; w++) {
            writers[w].spoiled |= jvmOf(w) == jvm && endSent(w);
        }
    }

    private boolean endSent(int writer) {
        return !over(writer) && step(writer) == Writer.Step.ENDED;
    }

    void crash(int jvm) {
        jvms[jvm] = new Jvm();
        jvms[jvm].crashed = true;
        for (int w = 0; w < writers.length; w++) {
            writers[w].crashed |= jvmOf(w) == jvm && !finished(w);
        }
        for (int r = 0; r < readers.length; r++) {
            if (config.readers().get(r) == jvm) {
                readers[r] = new Reader();
            }
        }
    }
}
