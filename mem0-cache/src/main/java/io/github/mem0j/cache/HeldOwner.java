package io.github.mem0j.cache;

import io.github.mem0j.embedded.MemoryTable;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.UpdateRequest;
import io.github.mem0j.store.WriteRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * An owner who was asked about, with what is held of the memories, if anything is. Thread-safe; what several fields say
 * together is guarded by this object.
 */
final class HeldOwner {
    /** What the cache reckons for an owner of whom nothing is held. */
    static final int EMPTY_BYTES = 240;

    /** The refusal from which on a pause is the longest. */
    private static final int LONGEST = 5;

    /**
     * What is held.
     *
     * @param seen stamps from before it was compared with the store
     * @param relationsSeen the same for relations, or null if they are not held
     * @param comparedAt when that began
     * @param freshUntil from when on it must be compared again
     */
    record Contents(
            MemoryTable table,
            EmbeddingSpace space,
            Seen seen,
            @Nullable Seen relationsSeen,
            long comparedAt,
            long freshUntil) {}

    /** An owner's stamps and the epoch, read together. */
    record Seen(long items, long sets, long relations, long epoch) {
        static Seen of(Stamps stamps, int slot) {
            long epoch = stamps.epoch(); // first: one that ends in between then shows
            return new Seen(
                    stamps.get(slot, Generation.ITEMS),
                    stamps.get(slot, Generation.SETS),
                    stamps.get(slot, Generation.RELATIONS),
                    epoch);
        }
    }

    final MemoryScope scope;
    final long bits;
    final int slot;

    /** Whether a load or a comparison is under way or waits. */
    final AtomicBoolean busy = new AtomicBoolean();

    private final List<OwnWrite> writing = new ArrayList<>();

    /**
     * Ids of own updates that were applied in place since the last comparison. If another JVM had removed one for good and
     * added it again up to the version that was held, of which messages were late, an update of its metadata gave the
     * old text the version and the time of the new one.
     */
    private final Set<UUID> updated = new HashSet<>();

    private volatile boolean read;
    private volatile long readAt;
    private volatile boolean hot;
    private volatile @Nullable Contents contents;
    private volatile long notBefore;
    private int refusals;
    private volatile boolean wantsRelations;
    private long bytes;
    private long applied;

    HeldOwner(MemoryScope scope, long bits, int slot, long now) {
        this.scope = scope;
        this.bits = bits;
        this.slot = slot;
        notBefore = now;
    }

    @Nullable
    Contents contents() {
        return contents;
    }

    /** Another read that was not answered here: whether the owner is worth holding, and this the time to see to it. */
    boolean isHot(long now, WorkingSet settings) {
        if (!hot) {
            hot = settings.hotAtOnce || (read && now - readAt <= settings.hotWithin.toNanos());
            readAt = now;
            read = true;
        }
        return hot && isDue(now);
    }

    /** Whether it may be loaded or compared now, as far as what happened to it before goes. */
    boolean isDue(long now) {
        return now - notBefore >= 0;
    }

    /** Nothing is to be loaded or compared until then. */
    void pause(long until) {
        notBefore = until;
    }

    /**
     * Whether there was room. Who is asked about too seldom for his is not loaded again for a 16th of the time that owners
     * are hot for, and then for twice as long each time: a load costs the store more than many reads.
     */
    synchronized void admitted(boolean kept, long now, long hotNanos) {
        refusals = kept ? 0 : Math.min(refusals + 1, LONGEST);
        if (!kept) {
            notBefore = now + (hotNanos >> (LONGEST - refusals));
        }
    }

    boolean wantsRelations() {
        return wantsRelations;
    }

    void wantRelations() {
        wantsRelations = true;
    }

    /** Nothing is to be held until then. */
    synchronized void refuse(long until) {
        notBefore = until;
        drop();
    }

    synchronized void drop() {
        contents = null;
        updated.clear();
        bytes = 0;
        applied++;
    }

    /**
     * What a comparison begins with.
     *
     * @param applied how often something was applied
     * @param updated ids whose versions do not tell whether they are the store's
     */
    record Before(@Nullable Contents contents, long applied, Set<UUID> updated) {}

    synchronized Before before() {
        return new Before(contents, applied, Set.copyOf(updated));
    }

    /**
     * Takes over what a comparison found, unless something was applied since it began: then false.
     *
     * @param application brings the table up to the store
     */
    synchronized boolean replace(Before before, Contents after, Application application) {
        if (applied != before.applied()) {
            return false;
        }
        Long added = application.to(after);
        if (added == null) {
            return false;
        }
        contents = after;
        bytes += added;
        updated.clear();
        return true;
    }

    /** Bytes of memories, their vectors aside. */
    synchronized long memoryBytes() {
        return bytes;
    }

    int weight() {
        Contents held = contents;
        if (held == null) {
            return EMPTY_BYTES;
        }
        MemoryTable table = held.table();
        long weight = EMPTY_BYTES + memoryBytes() + table.vectorBytes() + OwnWrites.relationBytes(table);
        return (int) Math.min(Integer.MAX_VALUE, weight);
    }

    /** Whether it has grown beyond what is held of one owner. */
    boolean isTooMuch(WorkingSet settings) {
        Contents held = contents;
        return held != null
                && (weight() > settings.maxOwnerBytes
                        || held.table().size() > settings.maxOwnerMemories
                        || held.table().relationCount() > settings.maxOwnerRelations);
    }

    synchronized OwnWrite begin(WriteRequest request, Stamps stamps) {
        OwnWrite mine = new OwnWrite(request, Seen.of(stamps, slot));
        for (OwnWrite other : writing) {
            if (!mine.commutesWith(other)) {
                mine.overlapped = true;
                other.overlapped = true;
            }
        }
        writing.add(mine);
        return mine;
    }

    synchronized void end(OwnWrite write) {
        writing.remove(write);
    }

    /** How a write is applied in place: the bytes that it adds, or null if it cannot be. */
    interface Application {
        @Nullable
        Long to(Contents contents);
    }

    /**
     * Ends a write that did what it was to do, and applies it in place, if what is held was the store's as far as is known:
     * else a memory that was removed and added again elsewhere could take the write, and no version would tell later.
     *
     * @return false if that was not possible: then what is held must be compared again
     */
    synchronized boolean end(OwnWrite write, Stamps stamps, Application application) {
        writing.remove(write);
        Contents held = contents;
        if (held == null
                || write.overlapped
                || write.seen.sets() != held.seen().sets()
                || write.seen.epoch() != held.seen().epoch()
                || !write.seen.equals(Seen.of(stamps, slot))) {
            return false;
        }
        Long added = application.to(held);
        applied++;
        if (added == null) {
            return false;
        }
        bytes += added;
        if (write.request instanceof UpdateRequest update) {
            updated.add(update.id());
        }
        return true;
    }
}
