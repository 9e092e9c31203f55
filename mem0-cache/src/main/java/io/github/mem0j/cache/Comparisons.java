package io.github.mem0j.cache;

import io.github.mem0j.embedded.MemoryTable;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.ListResult;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.MemoryVersion;
import io.github.mem0j.store.ReadOptions;
import io.github.mem0j.store.ReadOptions.Freshness;
import io.github.mem0j.store.ReadRequest;
import io.github.mem0j.store.StoreAdmin;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Brings what is held of an owner up to the store: lists versions, fetches what differs, lets go of what is gone. In what
 * order writes were committed does not matter to it. A first load is the same with nothing held.
 */
final class Comparisons {
    private static final int ATTEMPTS = 3;

    private static final ReadOptions FROM_STORE = ReadOptions.DEFAULT.withFreshness(Freshness.BYPASS);

    private final MemoryStore below;
    private final StoreAdmin admin;
    private final WorkingSet settings;
    private final InvalidationFeed feed;
    private final Stamps stamps;
    private final HeldOwners owners;
    private final Counters counters;
    private volatile @Nullable EmbeddingSpace space;

    Comparisons(
            MemoryStore below,
            WorkingSet settings,
            InvalidationFeed feed,
            Stamps stamps,
            HeldOwners owners,
            Counters counters) {
        this.below = below;
        this.admin = StoreAdmin.of(below);
        this.settings = settings;
        this.feed = feed;
        this.stamps = stamps;
        this.owners = owners;
        this.counters = counters;
    }

    /** What the store has that the table has not, and the other way round; relations if they must be replaced. */
    private record Difference(
            List<UUID> gone, List<Memory> changed, @Nullable List<Relation> relations) {}

    /** Compares and takes over; false if what is held cannot be trusted now, or nothing is to be held. */
    boolean run(HeldOwner owner, BooleanSupplier cancelled) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            HeldOwner.Seen seen = seen(owner);
            EmbeddingSpace known = seen == null ? null : space();
            if (seen == null || known == null || cancelled.getAsBoolean()) {
                return false;
            }
            long start = settings.nanoTime.getAsLong();
            HeldOwner.Before before = owner.before();
            HeldOwner.Contents after = after(owner, before.contents(), known, seen, start);
            Listed listed = before.contents() == null ? firstPage(owner) : Listed.NOTHING;
            List<MemoryVersion> versions = listed.isAll()
                    ? List.copyOf(listed.memories().keySet())
                    : admin.versions(owner.scope, settings.maxOwnerMemories + 1);
            settings.probe.at(Probe.Point.SET_LISTED);
            if (versions.size() > settings.maxOwnerMemories) {
                return refuse(owner);
            }
            Difference difference = difference(owner, before, after, listed, versions, cancelled);
            if (difference == null) {
                return false;
            }
            List<Relation> relations = difference.relations();
            if (relations != null && relations.size() > settings.maxOwnerRelations) {
                return refuse(owner);
            }
            settings.probe.at(Probe.Point.SET_LOADED);
            if (owner.replace(before, after, contents -> apply(difference, contents.table()))) {
                settings.probe.at(Probe.Point.SET_TAKEN_OVER);
                return keep(owner);
            }
        }
        return false;
    }

    /** Stamps from before a comparison, or null if none may be made now. */
    private HeldOwner.@Nullable Seen seen(HeldOwner owner) {
        if (!feed.isLive() || stamps.isSuspended(owner.slot)) {
            return null;
        }
        HeldOwner.Seen seen = HeldOwner.Seen.of(stamps, owner.slot);
        if (stamps.isSuspended(owner.slot)) {
            return null; // since the stamps were read they tell of it, before they did not
        }
        settings.probe.at(Probe.Point.SET_STAMP_READ);
        if (!feed.isQuiet(owner.scope)) {
            // A write that is under way elsewhere may be committed after we look, by one who dies then.
            counters.count(CacheMetric.FENCED);
            return null;
        }
        return seen;
    }

    private @Nullable EmbeddingSpace space() {
        if (space == null) {
            space = admin.space().orElse(null);
        }
        return space;
    }

    /**
     * What one trip brings of an owner of whom nothing is held: of most that is all.
     *
     * @param isAll whether there is no more
     */
    private record Listed(Map<MemoryVersion, Memory> memories, boolean isAll) {
        static final Listed NOTHING = new Listed(Map.of(), false);
    }

    private Listed firstPage(HeldOwner owner) {
        ListResult page = below.list(ListRequest.of(owner.scope)
                .withLimit(Math.min(ReadRequest.MAX_LIMIT, settings.maxOwnerMemories + 1))
                .includingEmbeddings()
                .withOptions(FROM_STORE));
        Map<MemoryVersion, Memory> memories =
                page.memories().stream().collect(Collectors.toMap(MemoryVersion::of, memory -> memory));
        return new Listed(memories, page.next() == null);
    }

    /** What will be held: the same table, compared now. */
    private HeldOwner.Contents after(
            HeldOwner owner, HeldOwner.@Nullable Contents held, EmbeddingSpace known, HeldOwner.Seen seen, long start) {
        return new HeldOwner.Contents(
                held == null ? new MemoryTable(known.dimensions(), settings.clock) : held.table(),
                known,
                seen,
                owner.wantsRelations() || relationsStand(held, seen) ? seen : null,
                start,
                start + settings.policy.freshNanos(false));
    }

    private static boolean relationsStand(HeldOwner.@Nullable Contents held, HeldOwner.Seen seen) {
        return held != null
                && held.relationsSeen() != null
                && held.relationsSeen().relations() == seen.relations()
                && held.relationsSeen().epoch() == seen.epoch();
    }

    /** Null if cancelled. */
    private @Nullable Difference difference(
            HeldOwner owner,
            HeldOwner.Before before,
            HeldOwner.Contents after,
            Listed listed,
            List<MemoryVersion> versions,
            BooleanSupplier cancelled) {
        Set<MemoryVersion> there = new HashSet<>(after.table().change(MemoryTable.Changes::versions));
        Set<UUID> gone = there.stream().map(MemoryVersion::id).collect(Collectors.toCollection(HashSet::new));
        List<UUID> differing = new ArrayList<>();
        List<Memory> changed = new ArrayList<>();
        for (MemoryVersion version : versions) {
            Memory known = listed.memories().get(version);
            if (known != null) {
                changed.add(known);
            } else if (there.contains(version) && !before.updated().contains(version.id())) {
                gone.remove(version.id());
            } else {
                differing.add(version.id());
            }
        }
        for (int from = 0; from < differing.size() && !cancelled.getAsBoolean(); from += ReadRequest.MAX_LIMIT) {
            List<UUID> some = differing.subList(from, Math.min(differing.size(), from + ReadRequest.MAX_LIMIT));
            changed.addAll(below.get(GetRequest.of(owner.scope, some)
                            .includingEmbeddings()
                            .withOptions(FROM_STORE))
                    .memories());
        }
        if (cancelled.getAsBoolean()) {
            return null;
        }
        changed.forEach(memory -> gone.remove(memory.id()));
        boolean relationsMissing = after.relationsSeen() != null && !relationsStand(before.contents(), after.seen());
        List<Relation> relations =
                relationsMissing ? admin.relations(owner.scope, settings.maxOwnerRelations + 1) : null;
        return new Difference(List.copyOf(gone), changed, relations);
    }

    /** The bytes that memories take more than before. */
    private static long apply(Difference difference, MemoryTable held) {
        return held.change(table -> {
            long bytes = 0;
            for (UUID id : difference.gone()) {
                bytes -= table.find(id).map(OwnWrites::bytes).orElse(0L);
            }
            table.remove(difference.gone());
            for (Memory memory : difference.changed()) {
                bytes -= table.find(memory.id()).map(OwnWrites::bytes).orElse(0L);
                Memory bare = memory.withEmbedding(null);
                table.put(bare, Objects.requireNonNull(memory.embedding()));
                bytes += OwnWrites.bytes(bare);
            }
            if (difference.relations() != null) {
                table.replaceRelations(difference.relations());
            }
            return bytes;
        });
    }

    /** Whether there is room for what was taken over. */
    private boolean keep(HeldOwner owner) {
        if (owner.weight() > settings.maxOwnerBytes) {
            return refuse(owner);
        }
        boolean kept = owners.weigh(owner);
        owner.admitted(kept, settings.nanoTime.getAsLong(), settings.hotWithin.toNanos());
        return kept;
    }

    /** Too much to hold: not before some time will it be looked at again. */
    private boolean refuse(HeldOwner owner) {
        counters.count(CacheMetric.OVERSIZE);
        owner.refuse(settings.nanoTime.getAsLong() + settings.hotWithin.toNanos());
        owners.weigh(owner);
        return false;
    }
}
