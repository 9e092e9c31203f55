package io.github.mem0j.embedded;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.ListResult;
import io.github.mem0j.store.MemoryVersion;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.RelatedResult;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.SearchResult;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A copy of one owner's memories in the heap that answers reads as {@link EmbeddedMemoryStore} does, for layers that keep
 * such copies and see to it themselves that they are up to date. Requests must be of this owner, and their embeddings of
 * the table's dimensions. Thread-safe: readers do not wait for each other, and see all or nothing of a {@link #change}.
 */
public final class MemoryTable {
    private final OwnerMemories owner;
    private final Clock clock;

    /** What is done to the table in one {@link #change}; of no use after it. */
    public final class Changes {
        private final Instant now;

        private Changes(Instant now) {
            this.now = now;
        }

        /** The memory as it is held, expired or not, without its embedding. */
        public Optional<Memory> find(UUID id) {
            Row row = owner.rows.get(id);
            return row == null ? Optional.empty() : Optional.of(row.memory);
        }

        /** Puts a memory in, in place of what has its id; a live one keeps its relations, an expired one has none. */
        public void put(Memory memory, Embedding embedding) {
            owner.restore(memory, embedding, false, now);
        }

        /** Changes a memory that is held, except for its embedding. */
        public void put(Memory memory) {
            owner.restore(memory, owner.vectors.get(owner.at(memory.id()).slot), false, now);
        }

        /** Takes memories out, with their relations; unknown ids do nothing. */
        public void remove(Collection<UUID> ids) {
            for (UUID id : ids) {
                Row row = owner.rows.get(id);
                if (row != null) {
                    owner.remove(row, false);
                }
            }
        }

        /** Adds relations, or gives those that are there another weight. */
        public void relate(Collection<Relation> relations) {
            relations.forEach(owner.relations::put);
        }

        /** Makes these the only relations. */
        public void replaceRelations(Collection<Relation> relations) {
            owner.relations.clear();
            relate(relations);
        }

        /** All that is held, expired memories too. */
        public List<MemoryVersion> versions() {
            return owner.rows.values().stream()
                    .map(row -> MemoryVersion.of(row.memory))
                    .toList();
        }
    }

    /**
     * An empty table.
     *
     * @param clock by which memories expire
     */
    public MemoryTable(int dimensions, Clock clock) {
        this.owner = new OwnerMemories(dimensions);
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    public GetResult get(GetRequest request, Provenance provenance) {
        return read(now -> new GetResult(new OwnerReads(owner, now).get(request), provenance));
    }

    public SearchResult search(SearchRequest request, Provenance provenance) {
        return read(now -> new SearchResult(new OwnerReads(owner, now).search(request), provenance));
    }

    public ListResult list(ListRequest request, Provenance provenance) {
        return read(now -> new OwnerReads(owner, now).list(request, provenance));
    }

    /** Empty if the memory to start from is not there. */
    public Optional<RelatedResult> related(RelatedRequest request, Provenance provenance) {
        return read(now -> Optional.ofNullable(new OwnerReads(owner, now).related(request, provenance)));
    }

    /** Live memories in scope. */
    public long count(MemoryScope scope) {
        return read(now -> new OwnerReads(owner, now).count(scope));
    }

    /** Changes the table; readers see all of it or nothing. {@code changes} must not call the table itself. */
    public <T> T change(Function<Changes, T> changes) {
        return locked(owner.lock.writeLock(), () -> changes.apply(new Changes(now())));
    }

    /** Memories, expired ones too. */
    public int size() {
        return read(now -> owner.rows.size());
    }

    public int relationCount() {
        return read(now -> owner.relations.size());
    }

    /** Memories that a relation starts from or ends at. */
    public int relatedCount() {
        return read(now -> owner.relations.ends());
    }

    /** Bytes that the embeddings take in the heap, room for more included. */
    public long vectorBytes() {
        return read(now -> owner.vectors.bytes());
    }

    private <T> T read(Function<Instant, T> body) {
        return locked(owner.lock.readLock(), () -> body.apply(now()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static <T> T locked(Lock lock, Supplier<T> body) {
        lock.lock();
        try {
            return body.get();
        } finally {
            lock.unlock();
        }
    }
}
