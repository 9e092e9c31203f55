package io.github.mem0j.cache.model;

/** Packs small numbers: what two states are compared by. */
final class Bits {
    /** A packed state. */
    record Packed(long first, long second, long third) {
        @Override
        public int hashCode() {
            long mixed = (first * 0x9E3779B97F4A7C15L) ^ (second * 0xC2B2AE3D27D4EB4FL) ^ (third * 0x165667B19E3779F9L);
            mixed ^= mixed >>> 32;
            return (int) (mixed ^ (mixed >>> 15));
        }
    }

    private final long[] words = new long[3];
    private int word;
    private int used;

    Bits add(int width, int value) {
        if (value >>> width != 0) {
            throw new IllegalStateException(value + " in " + width + " bits");
        }
        if (used + width > Long.SIZE) {
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

    Packed pack() {
        return new Packed(words[0], words[1], words[2]);
    }
}
