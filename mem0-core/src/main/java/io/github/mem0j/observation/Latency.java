package io.github.mem0j.observation;

import java.time.Duration;

/**
 * How long calls took. Quantiles are the nearest rank's, and at most 1.6 % off for up to 73 minutes; all are zero if there
 * was no call.
 *
 * @param count of calls
 * @param p50 half of them took no longer
 * @param p95 95 % took no longer
 * @param p99 99 % took no longer
 * @param max the longest, exactly
 */
public record Latency(long count, Duration p50, Duration p95, Duration p99, Duration max) {}
