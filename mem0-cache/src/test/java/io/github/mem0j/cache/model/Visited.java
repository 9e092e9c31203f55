package io.github.mem0j.cache.model;

/** A set of packed states, without an object for each. */
final class Visited {
    /** In the first word of a place that is taken, since a packed state may be all zeros. */
    private static final long TAKEN = Long.MIN_VALUE;

    private long[] places = new long[Bits.WORDS << 10];
    private int size;

    int size() {
        return size;
    }

    /** Returns whether it was not there. */
    boolean add(Bits state) {
        long[] words = state.words;
        int place = place(words[0] | TAKEN, words[1], words[2]);
        if (places[place] != 0) {
            return false;
        }
        put(place, words[0] | TAKEN, words[1], words[2]);
        size++;
        if (2 * size > places.length / Bits.WORDS) {
            grow();
        }
        return true;
    }

    /** Where the state is or, if it is not there, belongs. */
    private int place(long first, long second, long third) {
        int mask = places.length / Bits.WORDS - 1;
        int slot = hash(first, second, third) & mask;
        while (true) {
            int place = slot * Bits.WORDS;
            boolean same = places[place] == first && places[place + 1] == second && places[place + 2] == third;
            if (same || places[place] == 0) {
                return place;
            }
            slot = (slot + 1) & mask;
        }
    }

    private static int hash(long first, long second, long third) {
        long mixed = (first * 0x9E3779B97F4A7C15L) ^ (second * 0xC2B2AE3D27D4EB4FL) ^ (third * 0x165667B19E3779F9L);
        mixed = (mixed ^ (mixed >>> 32)) * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32);
    }

    private void put(int place, long first, long second, long third) {
        places[place] = first;
        places[place + 1] = second;
        places[place + 2] = third;
    }

    private void grow() {
        long[] before = places;
        places = new long[2 * before.length];
        for (int from = 0; from < before.length; from += Bits.WORDS) {
            if (before[from] != 0) {
                put(
                        place(before[from], before[from + 1], before[from + 2]),
                        before[from],
                        before[from + 1],
                        before[from + 2]);
            }
        }
    }
}
