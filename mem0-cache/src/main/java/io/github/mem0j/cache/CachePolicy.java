package io.github.mem0j.cache;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long an answer counts.
 *
 * @param freshFor from the start of its load, shortened at random by up to a tenth so that what was loaded together is
 *     not reloaded together
 * @param negativeFor the same for an answer that found nothing, or not all
 * @param staleIfError how much longer it may stand in, marked as stale, for a backend that is down
 */
record CachePolicy(Duration freshFor, Duration negativeFor, Duration staleIfError) {
    static final CachePolicy DEFAULT =
            new CachePolicy(Duration.ofSeconds(300), Duration.ofSeconds(10), Duration.ofMinutes(10));

    private static final double JITTER = 0.1;

    CachePolicy {
        positive("freshFor", freshFor);
        positive("negativeFor", negativeFor);
        if (Objects.requireNonNull(staleIfError, "staleIfError").isNegative()) {
            throw new IllegalArgumentException("staleIfError must not be negative, but is " + staleIfError);
        }
        if (freshFor.plus(staleIfError).compareTo(Duration.ofDays(20)) > 0) {
            throw new IllegalArgumentException("freshFor and staleIfError must be 20 days at most together");
        }
    }

    private static void positive(String name, Duration duration) {
        if (Objects.requireNonNull(duration, name).isNegative() || duration.toMillis() == 0) {
            throw new IllegalArgumentException(name + " must be a millisecond at least, but is " + duration);
        }
    }

    /** For one answer: {@link #freshFor} or {@link #negativeFor}, jittered. */
    long freshNanos(boolean negative) {
        long nanos = (negative ? negativeFor : freshFor).toNanos();
        return nanos - (long) (nanos * JITTER * ThreadLocalRandom.current().nextDouble());
    }

    /** The longest that an answer may be shown, fresh or stale. */
    Duration keptFor() {
        return freshFor.plus(staleIfError);
    }
}
