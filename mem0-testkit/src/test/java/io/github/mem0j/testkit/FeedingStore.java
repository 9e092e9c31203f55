package io.github.mem0j.testkit;

import io.github.mem0j.feed.ChangeFeed;
import io.github.mem0j.feed.FeedLag;
import io.github.mem0j.feed.OwnerChanges;
import io.github.mem0j.feed.PresentState;
import io.github.mem0j.layer.ForwardingMemoryStore;
import io.github.mem0j.layer.ForwardingStoreAdmin;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.BulkStore;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.DeleteResult;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelateResult;
import io.github.mem0j.store.ScanPage;
import io.github.mem0j.store.ScanRequest;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoredMemory;
import io.github.mem0j.store.UpdateRequest;
import io.github.mem0j.store.UpdateResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A store in the heap with a feed for one consumer, which it makes by comparing before and after each write. */
final class FeedingStore extends ForwardingMemoryStore {
    private final ReentrantLock lock = new ReentrantLock();
    private final ReentrantLock taking = new ReentrantLock();
    private final Map<MemoryScope, Map<UUID, Boolean>> dirty = new LinkedHashMap<>();
    private final Set<MemoryScope> taken = new HashSet<>();
    private final Feed feed = new Feed();

    FeedingStore(MemoryStore inner) {
        super(inner);
    }

    @Override
    protected Optional<BulkStore> decorate(BulkStore below) {
        return Optional.of(BulkStore.oneByOne(this));
    }

    private <T> T writing(Set<MemoryScope> owners, Supplier<T> write) {
        lock.lock();
        try {
            Map<MemoryScope, Map<UUID, StoredMemory>> before = new HashMap<>();
            owners.forEach(owner -> before.put(owner, stored(owner)));
            try {
                return write.get();
            } finally {
                before.forEach((owner, old) -> note(owner, old, stored(owner)));
            }
        } finally {
            lock.unlock();
        }
    }

    private void note(MemoryScope owner, Map<UUID, StoredMemory> before, Map<UUID, StoredMemory> after) {
        Set<UUID> ids = new HashSet<>(before.keySet());
        ids.addAll(after.keySet());
        ids.removeIf(id -> after.containsKey(id) && after.get(id).equals(before.get(id)));
        ids.forEach(id -> note(owner, id, !after.containsKey(id)));
    }

    private void note(MemoryScope owner, UUID id, boolean ended) {
        dirty.computeIfAbsent(owner, absent -> new LinkedHashMap<>()).merge(id, ended, Boolean::logicalOr);
    }

    private Map<UUID, StoredMemory> stored(MemoryScope owner) {
        Map<UUID, StoredMemory> all = new LinkedHashMap<>();
        ScanRequest request = ScanRequest.of(owner);
        ScanPage page;
        do {
            page = StoreAdmin.of(delegate()).scan(request);
            page.memories().forEach(each -> all.put(each.memory().id(), each));
            request = request.after(page.next());
        } while (page.next() != null);
        return all;
    }

    @Override
    public AddResult add(AddRequest request) {
        return writing(Set.of(request.scope().owner()), () -> super.add(request));
    }

    @Override
    public UpdateResult update(UpdateRequest request) {
        return writing(Set.of(request.scope().owner()), () -> super.update(request));
    }

    @Override
    public DeleteResult delete(DeleteRequest request) {
        return writing(Set.of(request.scope().owner()), () -> super.delete(request));
    }

    @Override
    public RelateResult relate(RelateRequest request) {
        return writing(Set.of(request.scope().owner()), () -> super.relate(request));
    }

    @Override
    protected StoreAdmin decorate(StoreAdmin below) {
        return new ForwardingStoreAdmin(below) {
            @Override
            public void restore(EmbeddingSpace space, List<StoredMemory> memories) {
                Set<MemoryScope> owners = new HashSet<>();
                memories.forEach(stored -> owners.add(stored.memory().scope().owner()));
                writing(owners, () -> {
                    super.restore(space, memories);
                    return true;
                });
            }

            @Override
            public long erase(MemoryScope scope) {
                return writing(Set.of(scope.owner()), () -> super.erase(scope));
            }
        };
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return type == ChangeFeed.class ? Optional.of(type.cast(feed)) : super.unwrap(type);
    }

    private final class Feed implements ChangeFeed {
        @Override
        public int take(String consumer, int limit, Consumer<List<OwnerChanges>> work) {
            if (!taking.tryLock()) {
                return 0;
            }
            try {
                List<Taken> batch = some(limit);
                if (!batch.isEmpty()) {
                    try {
                        work.accept(List.copyOf(batch));
                    } catch (RuntimeException | Error e) {
                        locked(() -> batch.forEach(each -> each.all.forEach((id, end) -> note(each.owner, id, end))));
                        throw e;
                    } finally {
                        locked(taken::clear);
                    }
                }
                return batch.stream().mapToInt(each -> each.all.size()).sum();
            } finally {
                taking.unlock();
            }
        }

        private List<Taken> some(int limit) {
            List<Taken> batch = new ArrayList<>();
            locked(() -> {
                int left = limit;
                for (MemoryScope owner : List.copyOf(dirty.keySet())) {
                    Map<UUID, Boolean> all = dirty.get(owner);
                    Taken changes = new Taken(owner, new LinkedHashMap<>());
                    for (UUID id : List.copyOf(all.keySet())) {
                        if (left-- > 0) {
                            changes.all.put(id, all.remove(id));
                        }
                    }
                    if (all.isEmpty()) {
                        dirty.remove(owner);
                    }
                    if (!changes.all.isEmpty()) {
                        taken.add(owner);
                        batch.add(changes);
                    }
                }
            });
            return batch;
        }

        @Override
        public void mark(String consumer, MemoryScope owner, List<UUID> ids) {
            locked(() -> ids.forEach(id -> note(owner, id, false)));
        }

        @Override
        public FeedLag lag(String consumer) {
            long[] changes = new long[1];
            locked(() -> dirty.values().forEach(all -> changes[0] += all.size()));
            return new FeedLag(changes[0], Duration.ofNanos(changes[0]));
        }

        @Override
        public boolean isCurrent(String consumer, MemoryScope owner, Duration bound) {
            boolean[] current = new boolean[1];
            locked(() -> current[0] = !dirty.containsKey(owner.owner())
                    && !taken.contains(owner.owner())
                    && (!bound.isZero() || dirty.isEmpty()));
            return current[0];
        }

        private void locked(Runnable action) {
            lock.lock();
            try {
                action.run();
            } finally {
                lock.unlock();
            }
        }
    }

    private final class Taken implements OwnerChanges {
        private final MemoryScope owner;
        private final Map<UUID, Boolean> all;

        Taken(MemoryScope owner, Map<UUID, Boolean> all) {
            this.owner = owner;
            this.all = all;
        }

        @Override
        public MemoryScope owner() {
            return owner;
        }

        @Override
        public List<UUID> ids() {
            return List.copyOf(all.keySet());
        }

        @Override
        public Set<UUID> ended() {
            Set<UUID> ended = new HashSet<>(all.keySet());
            ended.removeIf(id -> !all.get(id));
            return ended;
        }

        @Override
        public PresentState present() {
            Map<UUID, StoredMemory> now = stored(owner);
            return new PresentState(
                    all.keySet().stream().filter(now::containsKey).map(now::get).toList(),
                    now.values().stream()
                            .flatMap(each -> each.relations().stream())
                            .filter(relation -> all.containsKey(relation.to()))
                            .toList());
        }
    }
}
