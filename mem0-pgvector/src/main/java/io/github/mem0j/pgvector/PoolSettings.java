package io.github.mem0j.pgvector;

import java.time.Duration;

/**
 * How a store's own pool behaves; begin with {@link #defaults}. Immutable.
 *
 * <p>Why not 20 to 100 connections: PostgreSQL runs as many statements at a time as it has cores and disks; beyond about
 * twice its cores more connections only make each statement slower, and each costs the server memory (about 10 MB with
 * its prepared plans). Who waits for a connection waits in order, and shorter than in the server. If several JVMs share
 * a server, divide.
 *
 * @param size the most connections there are; by default twice the processors of this JVM, at least 4
 * @param minimumIdle as many are kept open while they are idle; by default {@code size}, so that the pool is fixed and
 *     no request ever waits for one to be opened. Smaller, what is idle for 10 min goes
 * @param acquisitionTimeout the longest a try waits for a connection; by default 1 s, the request's deadline permitting
 * @param tries how often it is tried, within the deadline; by default 3
 * @param backoff pause after the first try, tripled after each; by default 50 ms
 * @param slowAcquisition acquisitions that take longer are counted, and logged at WARN with figures, at most every 10 s;
 *     by default 100 ms
 * @param statisticsInterval how often the listener is called; by default 30 s
 * @param prewarmBelow when an acquisition leaves fewer idle than that, more are opened in the background before anybody
 *     waits for them, up to {@code size}; by default 5, and 0 is off. Without effect on a pool that is all open anyway
 *     ({@code minimumIdle} = {@code size})
 * @param keepalive idle connections are tried as often, so that firewalls keep them; by default 60 s, at least 30 s, and
 *     zero is off
 * @param maxLifetime older connections are replaced while they are idle; by default 30 min, at least 30 s
 */
public record PoolSettings(
        int size,
        int minimumIdle,
        Duration acquisitionTimeout,
        int tries,
        Duration backoff,
        Duration slowAcquisition,
        Duration statisticsInterval,
        int prewarmBelow,
        Duration keepalive,
        Duration maxLifetime) {
    private static final Duration LEAST_PERIOD = Duration.ofSeconds(30);

    /** @throws IllegalArgumentException if a value is out of its bounds */
    public PoolSettings {
        require(size >= 1, "size must be at least 1, but is " + size);
        require(
                minimumIdle >= 0 && minimumIdle <= size,
                "minimumIdle must be 0 to " + size + ", but is " + minimumIdle);
        requirePositive("acquisitionTimeout", acquisitionTimeout);
        require(tries >= 1, "tries must be at least 1, but is " + tries);
        require(!backoff.isNegative(), "backoff must not be negative, but is " + backoff);
        requirePositive("slowAcquisition", slowAcquisition);
        requirePositive("statisticsInterval", statisticsInterval);
        require(prewarmBelow >= 0, "prewarmBelow must not be negative, but is " + prewarmBelow);
        require(
                keepalive.isZero() || keepalive.compareTo(LEAST_PERIOD) >= 0,
                "keepalive must be zero or at least 30 s, but is " + keepalive);
        require(maxLifetime.compareTo(LEAST_PERIOD) >= 0, "maxLifetime must be at least 30 s, but is " + maxLifetime);
        require(keepalive.compareTo(maxLifetime) < 0, "keepalive must be shorter than maxLifetime");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    private static void requirePositive(String name, Duration value) {
        require(!value.isNegative() && !value.isZero(), name + " must be positive, but is " + value);
    }

    public static PoolSettings defaults() {
        int size = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
        return new PoolSettings(
                size,
                size,
                Duration.ofSeconds(1),
                3,
                Duration.ofMillis(50),
                Duration.ofMillis(100),
                Duration.ofSeconds(30),
                5,
                Duration.ofSeconds(60),
                Duration.ofMinutes(30));
    }

    /** A fixed pool of {@code size}; see {@link #withMinimumIdle} for one that breathes. */
    public PoolSettings withSize(int size) {
        return copy(size, size, acquisitionTimeout, tries, backoff, slowAcquisition, prewarmBelow);
    }

    public PoolSettings withMinimumIdle(int minimumIdle) {
        return copy(size, minimumIdle, acquisitionTimeout, tries, backoff, slowAcquisition, prewarmBelow);
    }

    public PoolSettings withAcquisitionTimeout(Duration acquisitionTimeout) {
        return copy(size, minimumIdle, acquisitionTimeout, tries, backoff, slowAcquisition, prewarmBelow);
    }

    public PoolSettings withTries(int tries, Duration backoff) {
        return copy(size, minimumIdle, acquisitionTimeout, tries, backoff, slowAcquisition, prewarmBelow);
    }

    public PoolSettings withSlowAcquisition(Duration slowAcquisition) {
        return copy(size, minimumIdle, acquisitionTimeout, tries, backoff, slowAcquisition, prewarmBelow);
    }

    public PoolSettings withPrewarmBelow(int prewarmBelow) {
        return copy(size, minimumIdle, acquisitionTimeout, tries, backoff, slowAcquisition, prewarmBelow);
    }

    public PoolSettings withStatisticsInterval(Duration statisticsInterval) {
        return new PoolSettings(
                size,
                minimumIdle,
                acquisitionTimeout,
                tries,
                backoff,
                slowAcquisition,
                statisticsInterval,
                prewarmBelow,
                keepalive,
                maxLifetime);
    }

    public PoolSettings withLifetimes(Duration keepalive, Duration maxLifetime) {
        return new PoolSettings(
                size,
                minimumIdle,
                acquisitionTimeout,
                tries,
                backoff,
                slowAcquisition,
                statisticsInterval,
                prewarmBelow,
                keepalive,
                maxLifetime);
    }

    private PoolSettings copy(
            int size, int minimumIdle, Duration timeout, int tries, Duration backoff, Duration slow, int prewarmBelow) {
        return new PoolSettings(
                size,
                minimumIdle,
                timeout,
                tries,
                backoff,
                slow,
                statisticsInterval,
                prewarmBelow,
                keepalive,
                maxLifetime);
    }
}
