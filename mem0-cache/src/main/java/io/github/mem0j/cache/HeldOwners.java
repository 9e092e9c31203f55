package io.github.mem0j.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.github.mem0j.model.MemoryScope;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The owners who were asked about, at most so many bytes of them. Those of whom nothing is held are there, too: so
 * Caffeine (W-TinyLFU) knows how often each was asked about, and who is asked about once puts nobody out.
 */
final class HeldOwners {
    private final Cache<String, HeldOwner> cache;

    /** @param evicted told of each that had to go for lack of room */
    HeldOwners(long maxBytes, Runnable evicted) {
        cache = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((String key, HeldOwner owner) -> owner.weight())
                // On the thread that puts: the bound holds when the put returns.
                .executor(Runnable::run)
                .evictionListener((key, owner, cause) -> {
                    if (owner != null && owner.contents() != null) {
                        owner.drop();
                        if (cause == RemovalCause.SIZE) {
                            evicted.run();
                        }
                    }
                })
                .build();
    }

    /** The scope's owner, who is new here if {@code made} is asked. */
    HeldOwner get(MemoryScope scope, Function<MemoryScope, HeldOwner> made) {
        String key = scope.ownerKey();
        HeldOwner there = cache.getIfPresent(key);
        return there != null ? there : cache.get(key, absent -> made.apply(scope.owner()));
    }

    @Nullable
    HeldOwner peek(MemoryScope scope) {
        return cache.getIfPresent(scope.ownerKey());
    }

    /** Takes note of what is held of an owner now; one who is no longer here has to let go of it: then false. */
    boolean weigh(HeldOwner owner) {
        HeldOwner there = cache.asMap().computeIfPresent(owner.scope.ownerKey(), (key, present) -> present);
        if (there != owner) {
            owner.drop();
        }
        return there == owner;
    }

    /** Looks at all: erasing is rare. */
    void forget(long bits) {
        cache.asMap().values().removeIf(owner -> {
            if (owner.bits == bits) {
                owner.drop();
            }
            return owner.bits == bits;
        });
    }

    void clear() {
        cache.asMap().values().forEach(HeldOwner::drop);
        cache.invalidateAll();
    }

    long count() {
        return cache.asMap().values().stream()
                .filter(owner -> owner.contents() != null)
                .count();
    }

    long bytes() {
        return cache.policy().eviction().orElseThrow().weightedSize().orElseThrow();
    }
}
