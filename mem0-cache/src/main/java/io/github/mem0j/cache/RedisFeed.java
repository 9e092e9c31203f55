package io.github.mem0j.cache;

import io.github.mem0j.model.MemoryScope;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * What ends, heard from Redis and from this JVM's own writes, and the lease that says whether it is heard. A message of
 * ours that comes back proves that everything published before it has arrived: one server, one connection, in order. So
 * the lease is alive while the last heartbeat that came back was sent less than {@link #LEASE_NANOS} ago.
 */
final class RedisFeed implements InvalidationFeed {
    static final long LEASE_NANOS = 3_000_000_000L;

    /** Flags of a message beside the generations. */
    static final int ERASED = 8;

    static final int EVERYTHING = 16;

    private static final int MESSAGE_LENGTH = 32 + 1 + 8;

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Function<MemoryScope, Owner> owners;
    private final long source;
    private final LongSupplier nanoTime;
    private final Counters counters;
    /** Keeps this JVM's loads apart from those before its own writes, with or without a local cache above. */
    private final Stamps stamps;

    private volatile Runnable keeper = () -> {};
    private volatile Predicate<MemoryScope> quiet = owner -> false;
    private volatile boolean confirmed;
    private volatile long confirmedAt;
    private volatile boolean heard;
    private volatile long heardAt;

    RedisFeed(
            Function<MemoryScope, Owner> owners, long source, LongSupplier nanoTime, Counters counters, Stamps stamps) {
        this.owners = owners;
        this.source = source;
        this.nanoTime = nanoTime;
        this.counters = counters;
        this.stamps = stamps;
    }

    /** Who to wake when there is something to do before the next beat. */
    void onWake(Runnable keeper) {
        this.keeper = keeper;
    }

    void wakeKeeper() {
        keeper.run();
    }

    @Override
    public long owner(MemoryScope scope) {
        return owners.apply(scope).bits();
    }

    @Override
    public boolean isLive() {
        return heard && nanoTime.getAsLong() - heardAt < LEASE_NANOS;
    }

    boolean isConfirmed() {
        return confirmed;
    }

    /** Time since the last proof, or since the subscription if there was none yet. */
    long silentNanos() {
        return nanoTime.getAsLong() - (heard ? heardAt : confirmedAt);
    }

    long leaseAgeMillis() {
        return heard ? (nanoTime.getAsLong() - heardAt) / 1_000_000 : -1;
    }

    @Override
    public void listen(Listener listener) {
        listeners.add(listener);
    }

    /** Whether anybody keeps answers on the strength of what is told here. */
    boolean isRelied() {
        for (Listener listener : listeners) {
            if (listener.keepsAnswers()) {
                return true;
            }
        }
        return false;
    }

    /** Who to ask whether anybody writes to an owner. */
    void onAsked(Predicate<MemoryScope> quiet) {
        this.quiet = quiet;
    }

    @Override
    public boolean isQuiet(MemoryScope owner) {
        return quiet.test(owner);
    }

    /** From now on messages arrive; what was published before may have been missed. */
    void confirmed() {
        lost();
        confirmedAt = nanoTime.getAsLong();
        confirmed = true;
        wakeKeeper();
    }

    /** Messages may not have arrived. */
    void lost() {
        confirmed = false;
        heard = false;
        missed();
        // Perhaps the server died: the next beat tells, before a new connection reads what another server has kept.
        wakeKeeper();
    }

    /** What came before is over, though messages arrive. */
    void missed() {
        counters.count(CacheMetric.FLUSHES);
        listeners.forEach(Listener::lost);
    }

    /** @param sentAt when this JVM sent it */
    void heartbeat(long sentAt) {
        if (!confirmed || sentAt - confirmedAt < 0) {
            return;
        }
        if (heard && sentAt - heardAt >= LEASE_NANOS) {
            missed();
        }
        heardAt = sentAt;
        heard = true;
    }

    void message(byte[] message) {
        if (message.length != MESSAGE_LENGTH) {
            return;
        }
        ByteBuffer buffer = ByteBuffer.wrap(message);
        long owner = buffer.getLong();
        int flags = buffer.get(32);
        if (buffer.getLong(33) == source) {
            return; // told at once, when it happened
        }
        if ((flags & EVERYTHING) != 0) {
            missed();
        } else if ((flags & ERASED) != 0) {
            fireErased(owner);
        } else {
            fireEnded(owner, flags);
        }
        counters.count(CacheMetric.RECEIVED); // only now: who sees the count finds all told
    }

    void fireEnded(long owner, int generations) {
        stamps.end(stamps.slot(owner), generations);
        listeners.forEach(listener -> listener.ended(owner, generations));
    }

    void fireErased(long owner) {
        stamps.end(stamps.slot(owner), Generation.ALL);
        listeners.forEach(listener -> listener.erased(owner));
    }

    byte[] message(Owner owner, int flags) {
        return ByteBuffer.allocate(MESSAGE_LENGTH)
                .put(owner.digest())
                .put((byte) flags)
                .putLong(source)
                .array();
    }
}
