package io.github.mem0j.model;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.UUID;

/**
 * Ids of memories: UUID version 7, so that ids made later sort later and a write can be repeated under the id its
 * caller chose. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9562#section-5.7">RFC 9562, section 5.7</a>
 */
public final class MemoryIds {
    /** The order of ids everywhere: as 16 unsigned bytes ({@link UUID#compareTo} compares signed halves). */
    public static final Comparator<UUID> ORDER = (a, b) -> {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    };

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Clock CLOCK = Clock.systemUTC();

    private MemoryIds() {}

    /** A new id of this moment; the 12 bits after the milliseconds hold their fraction (RFC 9562, section 6.2). */
    public static UUID next() {
        Instant now = CLOCK.instant();
        long millis = now.toEpochMilli();
        long fraction = ChronoUnit.NANOS.between(now.truncatedTo(ChronoUnit.MILLIS), now) * 4096 / 1_000_000L;
        long high = (millis << 16) | 0x7000L | fraction;
        long low = (RANDOM.nextLong() >>> 2) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
