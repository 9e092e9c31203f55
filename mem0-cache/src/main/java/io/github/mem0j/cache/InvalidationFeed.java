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
    }

    /** What stands for an owner in this feed: bits of a hash. */
    long owner(MemoryScope scope);

    /** Whether all ends up to a moment ago have been heard; while not, a local cache neither answers nor keeps. */
    boolean isLive();

    void listen(Listener listener);

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
