package io.github.mem0j.cache;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the heartbeats, renews the fences of long writes, and after an outage tells Redis what it missed before anybody
 * reads from it again. One thread; every step may also be taken by hand.
 */
final class Keeper {
    private static final Logger log = LoggerFactory.getLogger(Keeper.class);
    private static final long BEAT_MILLIS = 1_000;
    private static final long FIRST_RETRY_MILLIS = 50;
    private static final byte[] HEARTBEAT_TTL = OwnerScripts.number(RedisFeed.LEASE_NANOS / 1_000_000);

    private final RedisLink link;
    private final Invalidations invalidations;
    private final RedisFeed feed;
    private final Subscription subscription;
    private final byte[] heartbeat;
    private final RedisCache settings;
    private final ServerClock clock = new ServerClock();
    private final Semaphore wake = new Semaphore(0);
    private final Thread thread = Background.daemon("mem0-redis-keeper", this::run);
    private volatile boolean closed;
    private volatile boolean subscribing;
    private volatile long incarnation;
    private long pauseMillis = FIRST_RETRY_MILLIS;

    Keeper(
            RedisLink link,
            Invalidations invalidations,
            RedisFeed feed,
            Subscription subscription,
            byte[] heartbeat,
            RedisCache settings) {
        this.link = link;
        this.invalidations = invalidations;
        this.feed = feed;
        this.subscription = subscription;
        this.heartbeat = heartbeat;
        this.settings = settings;
        link.onDown(wake::release);
        feed.onWake(wake::release);
    }

    /** Looks for Redis once, so that a host usually begins with it, and goes on in the background. */
    void start() {
        step();
        if (settings.keeps) {
            thread.start();
        }
    }

    private void run() {
        while (!closed) {
            try {
                if (link.isUp()) {
                    boolean unused = wake.tryAcquire(BEAT_MILLIS, TimeUnit.MILLISECONDS);
                } else {
                    // Not woken by each write that Redis cannot be told of.
                    Thread.sleep(pauseMillis);
                }
                wake.drainPermits();
                if (!closed) {
                    step();
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                log.warn("Looking after Redis failed; goes on", e);
            }
        }
    }

    /** One beat. */
    void step() {
        try {
            boolean returning = !link.isUp();
            beat();
            if (returning) {
                // In this order: what is under way must be fenced before readers are let in.
                invalidations.renewFences(true);
                invalidations.drain();
                invalidations.repeatRecent();
                link.open();
            } else {
                invalidations.renewFences(false);
                invalidations.drain();
            }
            pauseMillis = FIRST_RETRY_MILLIS;
            subscription.restartIfSilent();
        } catch (RedisDownException e) {
            log.debug("Redis does not answer: {}", e.getMessage());
            pauseMillis = Math.min(2 * pauseMillis, BEAT_MILLIS);
        }
    }

    private void beat() throws RedisDownException {
        long before = settings.nanoTime.getAsLong();
        byte[] message = ByteBuffer.allocate(Long.BYTES).putLong(before).array();
        Object reply = link.runEvenIfClosed(
                RedisScripts.Step.HEARTBEAT, List.of(heartbeat), List.of(HEARTBEAT_TTL, heartbeat, message));
        ServerInfo server = serverInfo(reply);
        clock.heard(server.millis(), before, settings.nanoTime.getAsLong());
        if (server.incarnation() != incarnation) {
            if (incarnation != 0) {
                log.info("Redis is another server, or began anew: what it holds from before is not read");
                feed.missed();
            }
            incarnation = server.incarnation();
        }
        if (!server.isCluster() && !subscribing) {
            // Messages of a cluster may be lost between its nodes without a sign: there, local caches stay off.
            subscribing = true;
            subscription.start();
        }
    }

    private static ServerInfo serverInfo(Object reply) throws RedisDownException {
        try {
            return ServerInfo.of((List<?>) reply);
        } catch (RuntimeException e) {
            throw new RedisDownException(e); // not a Redis that we understand
        }
    }

    /** Which run of the server the entries must come from. */
    long incarnation() {
        return incarnation;
    }

    /** The server's time. */
    ServerClock clock() {
        return clock;
    }

    void close() {
        if (closed) {
            return;
        }
        closed = true;
        thread.interrupt();
        subscription.close();
        step(); // tells Redis what it missed, and wakes the listening thread, which then leaves
        if (invalidations.pending().count() > 0) {
            log.warn(
                    "Closed while Redis was not told of writes to {} owners: other JVMs may answer from before them for up"
                            + " to {}",
                    invalidations.pending().count(),
                    settings.policy.freshFor());
        }
    }
}
