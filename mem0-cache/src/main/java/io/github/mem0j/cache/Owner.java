package io.github.mem0j.cache;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An owner as Redis knows it: a digest, from which nobody learns who it is. */
final class Owner {
    private final byte[] digest;

    Owner(byte[] digest) {
        this.digest = digest;
    }

    /** 32 bytes; not to be changed. */
    byte[] digest() {
        return digest;
    }

    /** What stands for it in an {@link InvalidationFeed}. */
    long bits() {
        return ByteBuffer.wrap(digest).getLong();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Owner that && Arrays.equals(digest, that.digest);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(digest);
    }
}
