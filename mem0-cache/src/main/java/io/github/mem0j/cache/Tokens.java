package io.github.mem0j.cache;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Names that are never given twice: 8 random bytes of this instance and 8 that count. Never a counter in Redis: one that
 * is lost to an eviction or a restart would start again, and bring old entries back to life.
 */
final class Tokens {
    private final long instance = new SecureRandom().nextLong();
    private final AtomicLong next = new AtomicLong();

    byte[] next() {
        return ByteBuffer.allocate(16)
                .putLong(instance)
                .putLong(next.incrementAndGet())
                .array();
    }

    /** What tells this instance from all others. */
    long instance() {
        return instance;
    }
}
