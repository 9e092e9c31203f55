package io.github.mem0j.cache;

import java.lang.management.ManagementFactory;

/** What the heap holds. */
final class UsedHeap {
    private UsedHeap() {}

    /** Bytes, once the collector finds nothing more. */
    static long bytes() {
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            System.gc();
            long now = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            if (i > 1 && used - now < 16 << 10) {
                return now;
            }
            used = now;
        }
        return used;
    }
}
