package io.github.mem0j.store;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How fresh a read's answer must be, and until when it is waited for. Not part of what is asked: two reads that differ
 * only here may share an answer.
 *
 * @param freshness {@link Freshness#ANY} by default
 * @param maxAge the oldest answer that will do, counted from the start of its load; null for any age that its layer
 *     calls fresh
 * @param deadline null for none
 */
public record ReadOptions(
        Freshness freshness,
        @Nullable Duration maxAge,
        @Nullable Deadline deadline) {
    public static final ReadOptions DEFAULT = new ReadOptions(Freshness.ANY, null, null);

    /** Where an answer may come from. */
    public enum Freshness {
        /** A cache, while its entry is fresh. */
        ANY,
        /** The backend, and caches take the answer up. */
        REFRESH,
        /** The backend, and caches neither answer nor take the answer up. */
        BYPASS
    }

    public ReadOptions {
        Objects.requireNonNull(freshness, "freshness");
        if (maxAge != null && maxAge.isNegative()) {
            throw new IllegalArgumentException("maxAge must not be negative, but is " + maxAge);
        }
    }

    public ReadOptions withFreshness(Freshness freshness) {
        return new ReadOptions(freshness, maxAge, deadline);
    }

    public ReadOptions withMaxAge(Duration maxAge) {
        return new ReadOptions(freshness, Objects.requireNonNull(maxAge, "maxAge"), deadline);
    }

    public ReadOptions withDeadline(Deadline deadline) {
        return new ReadOptions(freshness, maxAge, Objects.requireNonNull(deadline, "deadline"));
    }
}
