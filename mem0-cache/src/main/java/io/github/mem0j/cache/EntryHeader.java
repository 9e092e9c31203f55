package io.github.mem0j.cache;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What decides whether an entry is still good, told apart from its answer. Kept at fixed places at the entry's start,
 * so that a script in Redis compares it without decoding anything.
 *
 * @param generation what the answer depends on
 * @param token of that generation when the load began, 16 bytes; not copied
 * @param incarnation which run of the server it was written to
 * @param loadedAtMillis when the load began, by the server's clock
 * @param freshMillis how long from then on it is fresh; never negative
 * @param loadMillis how long the load took; never negative
 * @param validUntil when the first of its memories expires, by the host's clock, rounded down to microseconds; null
 *     if none does
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content below, and as it comes from and goes to the wire
record EntryHeader(
        Generation generation,
        byte[] token,
        long incarnation,
        long loadedAtMillis,
        int freshMillis,
        int loadMillis,
        @Nullable Instant validUntil) {
    static final int TOKEN_LENGTH = 16;

    /** Later than any real time, early enough that adding to it does not overflow. */
    private static final long LATEST_MILLIS = 1L << 52;

    private static final long NO_END = Long.MAX_VALUE;
    private static final long MICROS = 1_000_000;

    EntryHeader {
        if (token.length != TOKEN_LENGTH) {
            throw new IllegalArgumentException("a token has " + TOKEN_LENGTH + " bytes, not " + token.length);
        }
        if (loadedAtMillis < 0 || loadedAtMillis > LATEST_MILLIS) {
            throw new IllegalArgumentException("loadedAtMillis is no time of a server: " + loadedAtMillis);
        }
        freshMillis = Math.max(0, freshMillis);
        loadMillis = Math.max(0, loadMillis);
        validUntil = validUntil == null ? null : validUntil.truncatedTo(ChronoUnit.MICROS);
    }

    /** For how long nothing inside expires, by this clock; zero or less if something has. */
    long validNanos(Clock clock) {
        return validUntil == null ? Long.MAX_VALUE : Answers.nanos(Duration.between(clock.instant(), validUntil));
    }

    /** Writes it, from the generation on. */
    void writeTo(ByteBuffer target) {
        target.put((byte) generation.index)
                .put(token)
                .putLong(incarnation)
                .putLong(loadedAtMillis)
                .putInt(freshMillis)
                .putInt(loadMillis)
                .putLong(validUntil == null ? NO_END : micros(validUntil));
    }

    /**
     * The inverse of {@link #writeTo}.
     *
     * @throws IllegalArgumentException if no header is written like this
     */
    static EntryHeader readFrom(ByteBuffer source) {
        Generation generation = Generation.at(source.get());
        byte[] token = new byte[TOKEN_LENGTH];
        source.get(token);
        long incarnation = source.getLong();
        long loadedAt = source.getLong();
        int fresh = source.getInt();
        int load = source.getInt();
        long until = source.getLong();
        return new EntryHeader(
                generation, token, incarnation, loadedAt, fresh, load, until == NO_END ? null : instant(until));
    }

    static long micros(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), MICROS), instant.getNano() / 1_000);
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1_000);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EntryHeader that
                && generation == that.generation
                && Arrays.equals(token, that.token)
                && incarnation == that.incarnation
                && loadedAtMillis == that.loadedAtMillis
                && freshMillis == that.freshMillis
                && loadMillis == that.loadMillis
                && (validUntil == null ? that.validUntil == null : validUntil.equals(that.validUntil));
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(token) + Long.hashCode(loadedAtMillis);
    }
}
