package io.github.mem0j.cache;

import io.github.mem0j.store.Operation;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a cache has counted so far; immutable.
 *
 * @param level {@code local}, {@code working-set}, {@code redis} or {@code embedder}
 * @param totals all that are not zero
 * @param operations the same by operation, for what happened during one
 */
public record CacheStatistics(
        String level, Map<CacheMetric, Long> totals, Map<Operation, Map<CacheMetric, Long>> operations) {
    public CacheStatistics {
        totals = copy(totals);
        Map<Operation, Map<CacheMetric, Long>> copies = new EnumMap<>(Operation.class);
        operations.forEach((operation, counts) -> copies.put(operation, copy(counts)));
        operations = Collections.unmodifiableMap(copies);
    }

    public long get(CacheMetric metric) {
        return totals.getOrDefault(metric, 0L);
    }

    public long get(CacheMetric metric, Operation operation) {
        return operations.getOrDefault(operation, Map.of()).getOrDefault(metric, 0L);
    }

    private static Map<CacheMetric, Long> copy(Map<CacheMetric, Long> counts) {
        Map<CacheMetric, Long> copy = new EnumMap<>(CacheMetric.class);
        copy.putAll(counts);
        return Collections.unmodifiableMap(copy);
    }
}
