package io.github.mem0j.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.github.mem0j.model.MemoryScope;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The owners who were asked about, at most so many bytes of them. Those of whom nothing is held are there, too: so
 * Caffeine (W-TinyLFU) knows how often each was asked about. It compares that only of newcomers and of those who would
 * have to go for them; who grows gets his room unasked. So whoever is held enters anew, with all that he weighs.
 */
final class HeldOwners {
    private final Cache<String, HeldOwner> cache;
    private final Policy<String, HeldOwner> policy;
    private final long maxBytes;
    private volatile @Nullable HeldOwner entering;

    /** @param evicted told of each that had to go for lack of room */
    HeldOwners(long maxBytes, Runnable evicted) {
        this.maxBytes = maxBytes;
        cache = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((String key, HeldOwner owner) -> owner.weight())
                // On the thread that puts: the bound holds when the put returns.
                .executor(Runnable::run)
                .evictionListener((key, owner, cause) -> {
                    if (owner != null && owner.contents() != null) {
                        owner.drop();
                        if (cause == RemovalCause.SIZE && owner != entering) {
                            evicted.run();
                        }
                    }
                })
                .build();
        policy = cache.policy();
    }

    /** The scope's owner, who is new here if {@code made} is asked. */
    HeldOwner get(MemoryScope scope, Function<MemoryScope, HeldOwner> made) {
        HeldOwner there = cache.getIfPresent(scope.ownerKey());
        return there != null ? there : getOrMake(scope, made);
    }

    private synchronized HeldOwner getOrMake(MemoryScope scope, Function<MemoryScope, HeldOwner> made) {
        return cache.get(scope.ownerKey(), absent -> made.apply(scope.owner()));
    }

    @Nullable
    HeldOwner peek(MemoryScope scope) {
        return policy.getIfPresentQuietly(scope.ownerKey());
    }

    /**
     * Takes note of what is held of an owner now. False if he had to let go of it: he is no longer here, or all who
     * would have to go for him are asked about more often, or as often; then he stays as one of whom nothing is held.
     */
    synchronized boolean weigh(HeldOwner owner) {
        String key = owner.scope.ownerKey();
        if (policy.getIfPresentQuietly(key) != owner) {
            owner.drop();
            return false;
        }
        boolean wasHeld = eviction().weightOf(key).orElse(0) > HeldOwner.EMPTY_BYTES;
        boolean isEmpty = owner.weight() == HeldOwner.EMPTY_BYTES;
        return (wasHeld || isEmpty) ? update(key, owner) : enter(key, owner);
    }

    private boolean update(String key, HeldOwner owner) {
        HeldOwner there = cache.asMap().computeIfPresent(key, (same, present) -> present);
        if (there != owner) {
            owner.drop();
        }
        return there == owner;
    }

    private boolean enter(String key, HeldOwner owner) {
        if (!cache.asMap().remove(key, owner)) {
            owner.drop();
            return false;
        }
        narrowWindow();
        entering = owner;
        cache.put(key, owner);
        entering = null;
        if (policy.getIfPresentQuietly(key) == owner) {
            return true;
        }
        owner.drop();
        cache.put(key, owner);
        return false;
    }

    /**
     * Caffeine compares who leaves its window, and widens that as long as it sees hits there: a scan has those, and
     * its owners would take the room of the hot. Another maximum makes the window a hundredth again.
     */
    private void narrowWindow() {
        Policy.Eviction<String, HeldOwner> eviction = eviction();
        eviction.setMaximum(eviction.getMaximum() == maxBytes ? maxBytes - 1 : maxBytes);
    }

    /** Looks at all: erasing is rare. */
    synchronized void forget(long bits) {
        cache.asMap().values().removeIf(owner -> {
            if (owner.bits == bits) {
                owner.drop();
            }
            return owner.bits == bits;
        });
    }

    synchronized void clear() {
        cache.asMap().values().forEach(HeldOwner::drop);
        cache.invalidateAll();
    }

    long count() {
        return cache.asMap().values().stream()
                .filter(owner -> owner.contents() != null)
                .count();
    }

    long bytes() {
        return eviction().weightedSize().orElseThrow();
    }

    private Policy.Eviction<String, HeldOwner> eviction() {
        return policy.eviction().orElseThrow();
    }
}
