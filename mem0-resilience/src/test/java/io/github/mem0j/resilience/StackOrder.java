package io.github.mem0j.resilience;

import io.github.mem0j.cache.LocalCache;
import io.github.mem0j.cache.RedisCache;
import io.github.mem0j.layer.LayerKind;
import io.github.mem0j.layer.MemoryLayer;
import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.store.MemoryStore;
import java.util.List;

/**
 * One of the orders in which the layers there are may be put around a store.
 *
 * @param innermostFirst the kinds of all layers
 */
record StackOrder(List<LayerKind> innermostFirst) {
    static final StackOrder RECOMMENDED =
            new StackOrder(List.of(LayerKind.RESILIENCE, LayerKind.SHARED_CACHE, LayerKind.LOCAL_CACHE));

    /** All six, the recommended one first. */
    static final List<StackOrder> ALL = List.of(
            RECOMMENDED,
            new StackOrder(List.of(LayerKind.RESILIENCE, LayerKind.LOCAL_CACHE, LayerKind.SHARED_CACHE)),
            new StackOrder(List.of(LayerKind.SHARED_CACHE, LayerKind.RESILIENCE, LayerKind.LOCAL_CACHE)),
            new StackOrder(List.of(LayerKind.SHARED_CACHE, LayerKind.LOCAL_CACHE, LayerKind.RESILIENCE)),
            new StackOrder(List.of(LayerKind.LOCAL_CACHE, LayerKind.RESILIENCE, LayerKind.SHARED_CACHE)),
            new StackOrder(List.of(LayerKind.LOCAL_CACHE, LayerKind.SHARED_CACHE, LayerKind.RESILIENCE)));

    /** With a warning for each pair of layers in another order than the recommended one. */
    MemoryStore around(MemoryStore backend, Resilience resilience, RedisCache.Builder redis, LocalCache.Builder local) {
        MemoryStack stack = MemoryStack.over(backend);
        layers(resilience, redis, local).forEach(stack::layer);
        return stack.build();
    }

    /** Innermost first. */
    List<MemoryLayer> layers(Resilience resilience, RedisCache.Builder redis, LocalCache.Builder local) {
        return innermostFirst.stream()
                .map(kind -> layer(kind, resilience, redis, local))
                .toList();
    }

    private MemoryLayer layer(
            LayerKind kind, Resilience resilience, RedisCache.Builder redis, LocalCache.Builder local) {
        return switch (kind) {
            case RESILIENCE -> resilience;
            case SHARED_CACHE -> redis.build();
            case LOCAL_CACHE -> (hasFeed() ? local : local.singleJvm()).build();
            default -> throw new IllegalArgumentException("no such layer yet: " + kind);
        };
    }

    /** Whether the local cache is around the one that tells it of other JVMs' writes. */
    boolean hasFeed() {
        return innermostFirst.indexOf(LayerKind.SHARED_CACHE) < innermostFirst.indexOf(LayerKind.LOCAL_CACHE);
    }

    /** As a stack prints itself. */
    @Override
    public String toString() {
        String nest = "store";
        for (LayerKind kind : innermostFirst) {
            nest = switch (kind) {
                        case RESILIENCE -> "Resilience";
                        case SHARED_CACHE -> "RedisCache";
                        default -> "LocalCache";
                    }
                    + "(" + nest + ")";
        }
        return nest;
    }
}
