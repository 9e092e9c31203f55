package io.github.mem0j.cache;

import io.github.mem0j.model.MemoryScope;

/** Tells a local cache of what ended elsewhere: the one thing that the two caches share. Thread-safe. */
interface InvalidationFeed {
    /** Hears of ends, in their order. */
    interface Listener {
        /** These generations of an owner ended. */
        void ended(long owner, int generations);

        /** The owner was erased: nothing of it may stay in memory. */
        void erased(long owner);

        /** Ends may have gone unheard: nothing from before counts any more. */
        void lost();

        /** Whether it keeps answers to reads that pass through it. */
        default boolean keepsAnswers() {
            return true;
        }
    }

    /** What stands for an owner in this feed: bits of a hash. */
    long owner(MemoryScope scope);

    /** Whether all ends up to a moment ago have been heard; while not, a local cache neither answers nor keeps. */
    boolean isLive();

    void listen(Listener listener);

    /**
     * Asks whether nobody was writing to the owner a moment ago, as far as can be told: what is loaded from now on may
     * be kept until an end is heard. One round trip, if any.
     */
    default boolean isQuiet(MemoryScope owner) {
        return true;
    }

    /** The feed of a store that only this JVM writes to. */
    InvalidationFeed NONE = new InvalidationFeed() {
        @Override
        public long owner(MemoryScope scope) {
            return scope.ownerKey().hashCode() * 0x9E3779B97F4A7C15L;
        }

        @Override
        public boolean isLive() {
            return true;
        }

        @Override
        public void listen(Listener listener) {}
    };
}
