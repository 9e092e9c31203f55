package io.github.mem0j.feed;

import java.time.Duration;

/**
 * How far a consumer is behind.
 *
 * @param changes about how many changes of memories wait
 * @param age for how long the first of them has waited; zero if none does
 */
public record FeedLag(long changes, Duration age) {
    public static final FeedLag NONE = new FeedLag(0, Duration.ZERO);
}
