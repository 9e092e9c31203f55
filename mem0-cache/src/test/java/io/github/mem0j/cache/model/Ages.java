package io.github.mem0j.cache.model;

/** In swapped order: which loads began after which READs. Kept for the reads that are under way only. */
final class Ages {
    private Ages() {}

    /** Whatever was loaded, was so before this READ. */
    static void read(State state, int r) {
        forget(state, r);
    }

    /** A load begins after the READs that were before it. */
    static void load(State state, int r) {
        int j = state.config.readers().get(r);
        int after = 0;
        for (int other = 0; other < state.readers.length; other++) {
            boolean read =
                    state.readers[other].storable && state.config.readers().get(other) == j;
            after |= read ? 1 << other : 0;
        }
        state.readers[r].after = after;
    }

    static boolean loadedAfterOwnRead(State state, int r) {
        return (state.readers[r].after & (1 << r)) != 0;
    }

    static void forget(State state, int r) {
        for (Reader reader : state.readers) {
            reader.after &= ~(1 << r);
        }
        for (Jvm jvm : state.jvms) {
            jvm.localAfter &= ~(1 << r);
        }
    }
}
