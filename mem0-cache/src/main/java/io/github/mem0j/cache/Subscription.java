package io.github.mem0j.cache;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.BinaryJedisPubSub;
import redis.clients.jedis.UnifiedJedis;

/**
 * Listens to Redis on a thread and a connection of its own, and again whenever that ends. A connection whose other end
 * is gone without a word shows by missing heartbeats: then it is left behind, for nothing can interrupt its thread, and
 * listening begins anew.
 */
final class Subscription {
    private static final Logger log = LoggerFactory.getLogger(Subscription.class);
    private static final long PAUSE_MILLIS = 100;
    private static final int MOST_LEFT_BEHIND = 3;

    private final UnifiedJedis redis;
    private final RedisFeed feed;
    private final byte[] ends;
    private final byte[] heartbeats;
    private final Probe probe;
    private final AtomicInteger threads = new AtomicInteger();
    private volatile Hearing current = new Hearing();
    private volatile boolean closed;

    Subscription(UnifiedJedis redis, RedisFeed feed, byte[] ends, byte[] heartbeats, Probe probe) {
        this.redis = redis;
        this.feed = feed;
        this.ends = ends;
        this.heartbeats = heartbeats;
        this.probe = probe;
    }

    void start() {
        threads.incrementAndGet();
        Background.daemon("mem0-invalidations", this::listen).start();
    }

    private void listen() {
        Hearing mine = current;
        while (!closed && mine == current) {
            try {
                redis.subscribe(mine, ends, heartbeats);
            } catch (RuntimeException e) {
                log.debug("Not listening to Redis", e);
            }
            if (mine == current && feed.isConfirmed()) {
                feed.lost();
            }
            pause();
        }
        threads.decrementAndGet();
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    /** Begins anew if nothing has been heard for too long, though Redis answers otherwise. */
    void restartIfSilent() {
        if (!closed
                && feed.isConfirmed()
                && feed.silentNanos() > 2 * RedisFeed.LEASE_NANOS
                && threads.get() <= MOST_LEFT_BEHIND) {
            log.warn("Redis answers, but its messages do not arrive; listening on another connection");
            current = new Hearing();
            feed.lost();
            start();
        }
    }

    /** Ends with the next message: see {@link Hearing#leave}. */
    void close() {
        closed = true;
    }

    private final class Hearing extends BinaryJedisPubSub {
        private boolean left;

        /**
         * Only on the listening thread, and once. Jedis gives the connection back to the pool as soon as the answer is
         * read; a thread that is still in {@code unsubscribe()} then writes into the same buffer as the connection's next
         * user, and their replies get mixed up.
         */
        private void leave() {
            if (!left) {
                left = true;
                unsubscribe();
            }
        }

        @Override
        public void onSubscribe(byte[] channel, int channels) {
            if (closed || this != current) {
                leave();
                return;
            }
            if (channels == 2) {
                probe.at(Probe.Point.SUBSCRIBED);
                feed.confirmed();
            }
        }

        @Override
        public void onMessage(byte[] channel, byte[] message) {
            if (closed || this != current) {
                leave();
                return;
            }
            if (!Arrays.equals(channel, heartbeats)) {
                feed.message(message);
            } else if (message.length == Long.BYTES) {
                feed.heartbeat(ByteBuffer.wrap(message).getLong());
            }
        }
    }
}
