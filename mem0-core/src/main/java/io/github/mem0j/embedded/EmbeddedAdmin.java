package io.github.mem0j.embedded;

import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.ScanPage;
import io.github.mem0j.store.ScanRequest;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoredMemory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The embedded store's admin. Scans go by owner key, then by id. */
final class EmbeddedAdmin implements StoreAdmin {
    private final Owners owners;

    EmbeddedAdmin(Owners owners) {
        this.owners = owners;
    }

    @Override
    public ScanPage scan(ScanRequest request) {
        owners.checkOpen();
        List<StoredMemory> page = new ArrayList<>();
        for (Map.Entry<String, OwnerMemories> entry : inRange(request).entrySet()) {
            owners.read(entry.getValue(), (owner, now) -> {
                for (Row row : rowsAfter(request.after(), entry.getKey(), owner)) {
                    boolean wanted = !row.memory.isExpired(now)
                            && (request.scope() == null || request.scope().covers(row.memory.scope()));
                    if (wanted) {
                        page.add(owner.stored(row, now));
                    }
                    if (page.size() > request.limit()) {
                        break; // one more than asked for shows that there is a next page
                    }
                }
                return page;
            });
            if (page.size() > request.limit()) {
                StoredMemory last = page.get(request.limit() - 1);
                ScanRequest.Cursor next = new ScanRequest.Cursor(
                        last.memory().scope().ownerKey(), last.memory().id());
                return new ScanPage(page.subList(0, request.limit()), next);
            }
        }
        return new ScanPage(page, null);
    }

    private Map<String, OwnerMemories> inRange(ScanRequest request) {
        NavigableMap<String, OwnerMemories> range = request.after() == null
                ? owners.all()
                : owners.all().tailMap(request.after().ownerKey(), true);
        if (request.scope() == null) {
            return range;
        }
        OwnerMemories only = range.get(request.scope().ownerKey());
        return only == null ? Map.of() : Map.of(request.scope().ownerKey(), only);
    }

    private static Collection<Row> rowsAfter(ScanRequest.@Nullable Cursor after, String ownerKey, OwnerMemories owner) {
        if (owner.retired) {
            return List.of();
        }
        return after == null || !after.ownerKey().equals(ownerKey)
                ? owner.rows.values()
                : owner.rows.tailMap(after.id(), false).values();
    }

    @Override
    public void restore(EmbeddingSpace space, List<StoredMemory> memories) {
        owners.checkOpen();
        memories.forEach(
                stored -> space.require(Objects.requireNonNull(stored.memory().embedding())));
        if (memories.isEmpty()) {
            return;
        }
        owners.claim(space);
        for (StoredMemory stored : memories) {
            owners.write(stored.memory().scope(), (owner, now) -> {
                new OwnerWrites(owner, now).restore(stored);
                return stored;
            });
        }
    }

    @Override
    public long erase(MemoryScope scope) {
        owners.checkOpen();
        if (scope.equals(scope.owner())) {
            return owners.retire(scope, (owner, now) -> new OwnerReads(owner, now).count(scope), 0L);
        }
        return owners.writeIfPresent(
                scope,
                (owner, now) -> new OwnerWrites(owner, now)
                        .delete(DeleteRequest.everything(scope).asHard()),
                0L);
    }

    @Override
    public long purgeExpired() {
        owners.checkOpen();
        long count = 0;
        for (OwnerMemories each : owners.all().values()) {
            count += owners.purge(each);
        }
        return count;
    }

    @Override
    public long count(MemoryScope scope) {
        owners.checkOpen();
        return owners.read(scope, (owner, now) -> new OwnerReads(owner, now).count(scope), 0L);
    }

    @Override
    public long count() {
        owners.checkOpen();
        long count = 0;
        for (OwnerMemories each : owners.all().values()) {
            count += owners.read(each, (owner, now) -> new OwnerReads(owner, now).count());
        }
        return count;
    }

    @Override
    public Optional<EmbeddingSpace> space() {
        owners.checkOpen();
        return owners.space();
    }

    @Override
    public void ping() {
        owners.checkOpen();
    }
}
