package io.github.mem0j.layer;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.MemoryVersion;
import io.github.mem0j.store.ScanPage;
import io.github.mem0j.store.ScanRequest;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoredMemory;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The admin below with a layer's {@code aroundAdmin} around each call. */
final class InterceptedAdmin implements StoreAdmin {
    private final StoreAdmin below;
    private final Around around;

    /** {@link InterceptingMemoryStore#aroundAdmin}. */
    interface Around {
        <T> T call(String name, Supplier<T> call);
    }

    InterceptedAdmin(StoreAdmin below, Around around) {
        this.below = below;
        this.around = around;
    }

    @Override
    public ScanPage scan(ScanRequest request) {
        return around.call("scan", () -> below.scan(request));
    }

    @Override
    public void restore(EmbeddingSpace space, List<StoredMemory> memories) {
        run("restore", () -> below.restore(space, memories));
    }

    @Override
    public long erase(MemoryScope scope) {
        return around.call("erase", () -> below.erase(scope));
    }

    @Override
    public long purgeExpired() {
        return around.call("purgeExpired", below::purgeExpired);
    }

    @Override
    public long count(MemoryScope scope) {
        return around.call("count", () -> below.count(scope));
    }

    @Override
    public long count() {
        return around.call("count", () -> below.count());
    }

    @Override
    public List<MemoryVersion> versions(MemoryScope scope, int limit) {
        return around.call("versions", () -> below.versions(scope, limit));
    }

    @Override
    public List<Relation> relations(MemoryScope scope, int limit) {
        return around.call("relations", () -> below.relations(scope, limit));
    }

    /** Asks no server: nothing to be around of. */
    @Override
    public Embedding asStored(Embedding embedding) {
        return below.asStored(embedding);
    }

    @Override
    public Optional<EmbeddingSpace> space() {
        return around.call("space", below::space);
    }

    @Override
    public void ping() {
        run("ping", below::ping);
    }

    private void run(String name, Runnable action) {
        around.call(name, () -> {
            action.run();
            return true;
        });
    }
}
