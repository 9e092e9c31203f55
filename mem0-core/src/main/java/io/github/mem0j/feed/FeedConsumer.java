package io.github.mem0j.feed;

import io.github.mem0j.store.StoreRejectedException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Deals with what a {@link ChangeFeed} has for one of its consumers, batch by batch, on a daemon thread of its own; as
 * many JVMs as like share the work. While it fails it waits from one try to the next, twice as long each time.
 * Thread-safe.
 */
public final class FeedConsumer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FeedConsumer.class);

    private final ChangeFeed feed;
    private final String name;
    private final Consumer<List<OwnerChanges>> work;
    private final int batchSize;
    private final Duration interval;
    private final Duration firstBackOff;
    private final Duration maxBackOff;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;
    private boolean woken;
    private boolean closed;
    private int failures;
    private long notBefore;

    private FeedConsumer(Builder builder, Consumer<List<OwnerChanges>> work) {
        feed = builder.feed;
        name = builder.name;
        this.work = work;
        batchSize = builder.batchSize;
        interval = builder.interval;
        firstBackOff = builder.firstBackOff;
        maxBackOff = builder.maxBackOff;
        nanoTime = builder.nanoTime;
        thread = new Thread(this::run, "mem0-feed-" + name);
        thread.setDaemon(true);
    }

    /**
     * Settings to begin with.
     *
     * @param name the consumer's, as the feed knows it
     */
    public static Builder builder(ChangeFeed feed, String name) {
        return new Builder(feed, name);
    }

    /** How much waits, for whichever JVM. */
    public FeedLag lag() {
        return feed.lag(name);
    }

    /**
     * Deals with one batch, unless it is still to wait after a failure.
     *
     * @return how many changes it were; 0 if there are none that nobody else has, if it waits, or if it failed, of which
     *     there is a log entry
     */
    public int step() {
        if (isWaiting()) {
            return 0;
        }
        try {
            int count = take();
            fail(0);
            return count;
        } catch (RuntimeException e) {
            int times = locked(() -> failures + 1);
            fail(times);
            if (!isClosed()) {
                log.atLevel(times == 1 ? Level.WARN : Level.DEBUG)
                        .setCause(e)
                        .log("The changes for {} wait, after {} failures in a row; they are tried again", name, times);
            }
            return 0;
        }
    }

    /** Deals with all that nobody else has, without waiting. Returns how many changes it were; throws what fails. */
    public long drain() {
        long all = 0;
        for (int count = take(); count > 0; count = take()) {
            all += count;
        }
        fail(0);
        return all;
    }

    private int take() {
        if (isClosed()) {
            throw new StoreRejectedException(
                    StoreRejectedException.Reason.CLOSED, "the consumer is closed; build a new one");
        }
        return feed.take(name, batchSize, work);
    }

    /** Has the thread look at once, unless it waits after a failure. */
    public void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean isWaiting() {
        return locked(() -> failures > 0 && notBefore - nanoTime.getAsLong() > 0);
    }

    private void fail(int times) {
        lock.lock();
        try {
            failures = times;
            if (times > 0) {
                long pause = firstBackOff.toNanos() << Math.min(times - 1, 20);
                notBefore = nanoTime.getAsLong()
                        + (pause <= 0 ? maxBackOff.toNanos() : Math.min(pause, maxBackOff.toNanos()));
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        return locked(() -> closed);
    }

    private void run() {
        while (pause(step() > 0)) {}
    }

    /** False once closed. */
    private boolean pause(boolean more) {
        lock.lock();
        try {
            long left = more ? 0 : interval.toNanos();
            while (!closed && !woken && left > 0) {
                left = changed.awaitNanos(left);
            }
            woken = false;
            return !closed;
        } catch (InterruptedException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the batch under way, if there is one. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (Thread.currentThread() != thread) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private <T> T locked(Supplier<T> body) {
        lock.lock();
        try {
            return body.get();
        } finally {
            lock.unlock();
        }
    }

    /** Settings; not thread-safe. */
    public static final class Builder {
        private final ChangeFeed feed;
        private final String name;
        private int batchSize = 500;
        private Duration interval = Duration.ofMillis(500);
        private Duration firstBackOff = Duration.ofMillis(200);
        private Duration maxBackOff = Duration.ofSeconds(10);
        private LongSupplier nanoTime = System::nanoTime;
        private boolean byHand;

        private Builder(ChangeFeed feed, String name) {
            this.feed = Objects.requireNonNull(feed, "feed");
            this.name = Objects.requireNonNull(name, "name");
        }

        /** About how many changes are dealt with together, 1 to 10,000; 500 by default. */
        public Builder batchSize(int changes) {
            batchSize = changes;
            return this;
        }

        /** How often it looks when it had nothing to do and nobody {@linkplain #wake wakes} it; 500 ms by default. */
        public Builder interval(Duration duration) {
            interval = Objects.requireNonNull(duration, "duration");
            return this;
        }

        /** How long it waits after a first failure, and at most; 200 ms and 10 s by default. */
        public Builder backOff(Duration first, Duration most) {
            firstBackOff = Objects.requireNonNull(first, "first");
            maxBackOff = Objects.requireNonNull(most, "most");
            return this;
        }

        /** A clock like {@link System#nanoTime}, which it is by default, for waiting after failures. */
        public Builder nanoTime(LongSupplier clock) {
            nanoTime = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /** Without a thread: {@link FeedConsumer#step} and {@link FeedConsumer#drain} are the host's to call. */
        public Builder byHand() {
            byHand = true;
            return this;
        }

        /**
         * Starts it.
         *
         * @param work what is done with a batch, as {@link ChangeFeed#take} has it
         * @throws IllegalArgumentException if a setting is out of bounds
         */
        public FeedConsumer build(Consumer<List<OwnerChanges>> work) {
            check(batchSize >= 1 && batchSize <= 10_000, "batchSize must be 1 to 10,000, but is " + batchSize);
            check(isPositive(interval), "interval must be positive, but is " + interval);
            check(isPositive(firstBackOff), "the first backOff must be positive, but is " + firstBackOff);
            check(
                    maxBackOff.compareTo(firstBackOff) >= 0,
                    "the longest backOff must not be shorter than the first, but is " + maxBackOff);
            FeedConsumer consumer = new FeedConsumer(this, Objects.requireNonNull(work, "work"));
            if (!byHand) {
                consumer.thread.start();
            }
            return consumer;
        }

        private static boolean isPositive(Duration duration) {
            return !duration.isNegative() && !duration.isZero();
        }

        private static void check(boolean holds, String otherwise) {
            if (!holds) {
                throw new IllegalArgumentException(otherwise);
            }
        }
    }
}
