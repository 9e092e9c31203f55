package io.github.mem0j.cache.model;

/** Packs small numbers: what two states are compared by. */
final class Bits {
    static final int WORDS = 3;

    final long[] words = new long[WORDS];
    private int word;
    private int used;

    Bits add(int width, int value) {
        if (value >>> width != 0) {
            throw new IllegalStateException(value + " in " + width + " bits");
        }
        if (used + width >= Long.SIZE) { // the highest bit of each word stays free
            word++;
            used = 0;
        }
        words[word] |= (long) value << used;
        used += width;
        return this;
    }

    Bits add(boolean value) {
        return add(1, value ? 1 : 0);
    }
}
