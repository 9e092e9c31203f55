package io.github.mem0j.embedded;

import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreRejectedException.Reason;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All owners of a store, the embedding space they share, and the locking around each. Thread-safe. */
final class Owners {
    private final ConcurrentSkipListMap<String, OwnerMemories> byKey = new ConcurrentSkipListMap<>();
    private final AtomicReference<@Nullable EmbeddingSpace> space = new AtomicReference<>();
    private final Clock clock;
    private volatile boolean closed;

    Owners(Clock clock) {
        this.clock = clock;
    }

    /** Makes {@code wanted} the store's space if it has none yet; of two at once, one wins. */
    void claim(EmbeddingSpace wanted) {
        space.compareAndSet(null, wanted);
        requireSpace(wanted);
    }

    void requireSpace(EmbeddingSpace wanted) {
        EmbeddingSpace claimed = space.get();
        if (claimed != null && !claimed.equals(wanted)) {
            throw new StoreRejectedException(
                    Reason.OTHER_SPACE,
                    "this store holds embeddings of " + claimed + ", the request has " + wanted
                            + "; use that model, or re-embed into a new store (AgentMemory.reembedFrom)");
        }
    }

    Optional<EmbeddingSpace> space() {
        return Optional.ofNullable(space.get());
    }

    <T> T read(MemoryScope scope, BiFunction<OwnerMemories, Instant, T> body, T ifAbsent) {
        OwnerMemories owner = byKey.get(scope.ownerKey());
        return owner == null ? ifAbsent : read(owner, (held, now) -> held.retired ? ifAbsent : body.apply(held, now));
    }

    <T> T read(OwnerMemories owner, BiFunction<OwnerMemories, Instant, T> body) {
        return locked(owner.lock.readLock(), () -> body.apply(owner, now()));
    }

    /** Runs {@code body} on the scope's owner, who comes into being if need be. */
    <T> T write(MemoryScope scope, BiFunction<OwnerMemories, Instant, T> body) {
        EmbeddingSpace claimed = space.get();
        if (claimed == null) {
            throw new IllegalStateException("an owner comes into being with a first memory, after its space");
        }
        while (true) {
            OwnerMemories owner =
                    byKey.computeIfAbsent(scope.ownerKey(), key -> new OwnerMemories(claimed.dimensions()));
            Optional<T> result = tryWrite(owner, body);
            if (result.isPresent()) {
                return result.get();
            }
        }
    }

    <T> T writeIfPresent(MemoryScope scope, BiFunction<OwnerMemories, Instant, T> body, T ifAbsent) {
        OwnerMemories owner = byKey.get(scope.ownerKey());
        return owner == null ? ifAbsent : tryWrite(owner, body).orElse(ifAbsent);
    }

    /** Empty if the owner was erased meanwhile. */
    private <T> Optional<T> tryWrite(OwnerMemories owner, BiFunction<OwnerMemories, Instant, T> body) {
        return locked(
                owner.lock.writeLock(), () -> owner.retired ? Optional.empty() : Optional.of(body.apply(owner, now())));
    }

    /** Takes an owner out, with all that belongs to it, after {@code last} has looked at it. */
    <T> T retire(MemoryScope scope, BiFunction<OwnerMemories, Instant, T> last, T ifAbsent) {
        return writeIfPresent(
                scope,
                (owner, now) -> {
                    owner.retired = true;
                    byKey.remove(scope.ownerKey(), owner);
                    return last.apply(owner, now);
                },
                ifAbsent);
    }

    /** Removes what has expired of an owner; returns how much. */
    long purge(OwnerMemories owner) {
        return this.<Long>tryWrite(owner, (held, now) -> new OwnerWrites(held, now).purgeExpired())
                .orElse(0L);
    }

    /** Owners in the order of their keys; additions meanwhile may or may not be among them. */
    NavigableMap<String, OwnerMemories> all() {
        return byKey;
    }

    void checkOpen() {
        if (closed) {
            throw new StoreRejectedException(Reason.CLOSED, "the store is closed; build a new one");
        }
    }

    void close() {
        closed = true;
        byKey.clear();
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
