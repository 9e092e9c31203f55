package io.github.mem0j.cache;

import io.github.mem0j.layer.Call;
import io.github.mem0j.layer.InterceptingMemoryStore;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.StoreResult;
import io.github.mem0j.store.StoreUnavailableException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** The protocol of the local cache, or one with a part left out, to see that a test would notice. */
enum LocalVariant {
    SOUND,
    /** Writes change no stamp. */
    NO_STAMPS,
    /** A write changes the stamps before its commit only. */
    NO_LAST_STAMP,
    /** Losses do not change the epoch. */
    NO_EPOCH,
    /** After a write of unknown outcome, answers are kept. */
    NOT_SUSPENDED,
    /** What was loaded while suspended counts once that is over. */
    SUSPENSION_ENDS_NOTHING,
    /** Messages of other JVMs do not arrive, and nobody notices. */
    DEAF_FEED,
    /** The feed says that it is live when it is not. */
    FEED_ALWAYS_LIVE,
    /** The feed does not say that it was lost. */
    FEED_LOST_SILENTLY,
    /** The feed says that nobody writes when somebody does. */
    FEED_ALWAYS_QUIET,
    /** The layer below forgets to say that an answer must not be kept. */
    ALL_STORABLE,
    /** The layer below says of each failed write that it was not applied. */
    ALL_CERTAIN,
    /** A leader that is interrupted or out of time looks like a store that fails. */
    LEADERS_REASONS_HIDDEN,
    /** Who wants the store's own answer takes any. */
    REFRESHES_LIKE_ANY;

    HandFeed feed() {
        return switch (this) {
            case DEAF_FEED ->
                new HandFeed() {
                    @Override
                    void end(MemoryScope owner, int generations) {}
                };
            case FEED_ALWAYS_LIVE ->
                new HandFeed() {
                    @Override
                    public boolean isLive() {
                        return true;
                    }
                };
            case FEED_ALWAYS_QUIET ->
                new HandFeed() {
                    @Override
                    void quiet(boolean isQuiet) {}
                };
            case FEED_LOST_SILENTLY ->
                new HandFeed() {
                    @Override
                    void tellLost() {}
                };
            default -> new HandFeed();
        };
    }

    MemoryStore below(MemoryStore store) {
        if (this == LEADERS_REASONS_HIDDEN) {
            return MistakenLayers.hidingInterrupts(store);
        }
        return this == ALL_STORABLE || this == ALL_CERTAIN ? new Forgetful(store) : store;
    }

    /** What readers ask. */
    MemoryStore above(MemoryStore cache) {
        return switch (this) {
            case LEADERS_REASONS_HIDDEN -> HiddenDeadlines.above(cache);
            case REFRESHES_LIKE_ANY -> MistakenLayers.askingForAnything(cache);
            default -> cache;
        };
    }

    Stamps stamps(LongSupplier nanoTime) {
        return new FlawedStamps(nanoTime);
    }

    private final class FlawedStamps extends Stamps {
        private final AtomicInteger ends = new AtomicInteger();
        private volatile boolean lapsing;

        FlawedStamps(LongSupplier nanoTime) {
            super(nanoTime);
        }

        @Override
        void end(int slot, int generations) {
            int before = ends.getAndIncrement();
            boolean left = LocalVariant.this == NO_STAMPS || (LocalVariant.this == NO_LAST_STAMP && before % 2 == 1);
            if (!left && !lapsing) {
                super.end(slot, generations);
            }
        }

        @Override
        void endAll() {
            if (LocalVariant.this != NO_EPOCH) {
                super.endAll();
            }
        }

        @Override
        void suspend(int slot, long nanos) {
            if (LocalVariant.this != NOT_SUSPENDED) {
                super.suspend(slot, nanos);
            }
        }

        @Override
        boolean isSuspended(int slot) {
            lapsing = LocalVariant.this == SUSPENSION_ENDS_NOTHING;
            try {
                return super.isSuspended(slot);
            } finally {
                lapsing = false;
            }
        }
    }

    private final class Forgetful extends InterceptingMemoryStore {
        Forgetful(MemoryStore store) {
            super(store);
        }

        @Override
        @SuppressWarnings("unchecked")
        protected <R extends StoreResult> R around(Call<R> call) {
            try {
                R result = call.proceed();
                Provenance provenance = result.provenance();
                return LocalVariant.this == ALL_STORABLE
                        ? (R) result.withProvenance(Provenance.of(provenance.source()))
                        : result;
            } catch (StoreUnavailableException e) {
                throw LocalVariant.this == ALL_CERTAIN ? StoreUnavailableException.notApplied(e.getMessage(), e) : e;
            }
        }
    }
}
