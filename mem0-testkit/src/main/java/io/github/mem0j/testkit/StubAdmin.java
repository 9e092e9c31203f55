package io.github.mem0j.testkit;

import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.MemoryVersion;
import io.github.mem0j.store.ScanPage;
import io.github.mem0j.store.ScanRequest;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoredMemory;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The admin of a {@link StubStore}: each call is noted with its arguments and has an answer of its own. */
final class StubAdmin implements StoreAdmin {
    static final ScanRequest.Cursor NEXT = new ScanRequest.Cursor("/anybody", new UUID(1, 2));

    static final List<MemoryVersion> VERSIONS = List.of(new MemoryVersion(new UUID(3, 4), 13, Instant.EPOCH));
    static final List<Relation> RELATIONS = List.of(Relation.of(new UUID(3, 4), new UUID(5, 6)));

    private final List<List<Object>> calls = new CopyOnWriteArrayList<>();
    private volatile @Nullable RuntimeException failure;

    /** Per call its name and arguments. */
    List<List<Object>> calls() {
        return calls;
    }

    void failWith(@Nullable RuntimeException failure) {
        this.failure = failure;
    }

    private <T> T answer(T value, Object... call) {
        calls.add(List.of(call));
        RuntimeException thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
        return value;
    }

    @Override
    public ScanPage scan(ScanRequest request) {
        return answer(new ScanPage(List.of(), NEXT), "scan", request);
    }

    @Override
    public void restore(EmbeddingSpace space, List<StoredMemory> memories) {
        answer(0, "restore", space, memories);
    }

    @Override
    public long erase(MemoryScope scope) {
        return answer(3L, "erase", scope);
    }

    @Override
    public long purgeExpired() {
        return answer(5L, "purgeExpired");
    }

    @Override
    public long count(MemoryScope scope) {
        return answer(7L, "count", scope);
    }

    @Override
    public long count() {
        return answer(11L, "count");
    }

    @Override
    public List<MemoryVersion> versions(MemoryScope scope, int limit) {
        return answer(VERSIONS, "versions", scope, limit);
    }

    @Override
    public List<Relation> relations(MemoryScope scope, int limit) {
        return answer(RELATIONS, "relations", scope, limit);
    }

    @Override
    public Optional<EmbeddingSpace> space() {
        return answer(Optional.of(RandomData.SPACE), "space");
    }

    @Override
    public void ping() {
        answer(0, "ping");
    }
}
