package io.github.mem0j.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * ENDs of writes that have returned: sent along with the next BEGIN or a moment later, those of many writes in one trip.
 * Until then the fence stands, so nobody stores what is from before; this JVM sends what waits before it asks Redis about
 * the owner. Thread-safe.
 */
final class WaitingEnds implements AutoCloseable {
    /** For so long each waits for a BEGIN. */
    private static final long LINGER_NANOS = 20_000_000;

    /** When so many wait, the next writer sends them. */
    private static final int MOST = 64;

    private final Consumer<List<Invalidations.Write>> sending;
    private final Probe probe;
    private final Queue<Invalidations.Write> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private volatile long oldestCameAt;

    /** How many ENDs of an owner wait or are on their way. */
    private final ConcurrentMap<Owner, Integer> owners = new ConcurrentHashMap<>();

    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final ReentrantLock oneAtATime = new ReentrantLock();
    private final ExecutorService background = Background.threads("mem0-redis-ends", 1);

    /** @param sending sends all at once; throws nothing */
    WaitingEnds(Consumer<List<Invalidations.Write>> sending, Probe probe) {
        this.sending = sending;
        this.probe = probe;
    }

    void add(Invalidations.Write write) {
        owners.merge(write.owner(), 1, Integer::sum);
        waiting.add(write);
        int now = size.incrementAndGet();
        if (now == 1) {
            oldestCameAt = System.nanoTime();
        }
        if (now > MOST || background.isShutdown()) {
            send();
        } else if (scheduled.compareAndSet(false, true)) {
            sendIn(LINGER_NANOS);
        }
    }

    private void sendIn(long nanos) {
        CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, this::inBackground)
                .execute(() -> {
                    long left = LINGER_NANOS - (System.nanoTime() - oldestCameAt);
                    if (left > 0 && size.get() > 0) {
                        sendIn(left); // those that waited have gone along, these came later
                        return;
                    }
                    scheduled.set(false); // first: who comes now is sent by this, or by another
                    probe.at(Probe.Point.REDIS_BEFORE_ENDS);
                    send();
                });
    }

    private void inBackground(Runnable task) {
        try {
            background.execute(task);
        } catch (RejectedExecutionException e) {
            task.run(); // closed since it was scheduled
        }
    }

    /** Returns when none of the owner's ENDs waits any more, whatever came of it; false if interrupted before that. */
    boolean settle(Owner owner) {
        if (!owners.containsKey(owner)) {
            return true;
        }
        try {
            oneAtATime.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        try {
            sendAll();
        } finally {
            oneAtATime.unlock();
        }
        return true;
    }

    private void send() {
        oneAtATime.lock();
        try {
            sendAll();
        } finally {
            oneAtATime.unlock();
        }
    }

    private void sendAll() {
        List<Invalidations.Write> batch = poll();
        if (!batch.isEmpty()) {
            try {
                sending.accept(batch);
            } finally {
                sent(batch);
            }
        }
    }

    /** What waits, for the caller to send on its way and then to call {@link #taken}; nothing if others are sending. */
    List<Invalidations.Write> take() {
        if (waiting.isEmpty() || !oneAtATime.tryLock()) {
            return List.of();
        }
        List<Invalidations.Write> batch = poll();
        if (batch.isEmpty()) {
            oneAtATime.unlock();
        }
        return batch;
    }

    /** What was taken has been sent, or cannot be. */
    void taken(List<Invalidations.Write> batch) {
        if (!batch.isEmpty()) {
            sent(batch);
            oneAtATime.unlock();
        }
    }

    private List<Invalidations.Write> poll() {
        List<Invalidations.Write> batch = new ArrayList<>();
        for (Invalidations.Write write = waiting.poll(); write != null; write = waiting.poll()) {
            batch.add(write);
        }
        size.addAndGet(-batch.size());
        return batch;
    }

    private void sent(List<Invalidations.Write> batch) {
        for (Invalidations.Write write : batch) {
            owners.computeIfPresent(write.owner(), (owner, count) -> count == 1 ? null : count - 1);
        }
    }

    /** Sends what waits. */
    @Override
    public void close() {
        background.shutdown();
        send();
    }
}
