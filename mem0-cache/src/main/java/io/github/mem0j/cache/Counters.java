package io.github.mem0j.cache;

import io.github.mem0j.store.Operation;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what one cache does. Thread-safe. */
final class Counters {
    private static final Logger log = LoggerFactory.getLogger(Counters.class);

    private final String level;
    private final @Nullable CacheListener listener;
    private final Map<CacheMetric, LongAdder> outside = adders();
    private final Map<Operation, Map<CacheMetric, LongAdder>> during = new EnumMap<>(Operation.class);

    Counters(String level, @Nullable CacheListener listener) {
        this.level = level;
        this.listener = listener;
        for (Operation operation : Operation.values()) {
            during.put(operation, adders());
        }
    }

    private static Map<CacheMetric, LongAdder> adders() {
        Map<CacheMetric, LongAdder> adders = new EnumMap<>(CacheMetric.class);
        for (CacheMetric metric : CacheMetric.values()) {
            adders.put(metric, new LongAdder());
        }
        return adders;
    }

    void count(CacheMetric metric) {
        count(metric, null, 1);
    }

    void count(CacheMetric metric, Operation operation) {
        count(metric, operation, 1);
    }

    void count(CacheMetric metric, @Nullable Operation operation, long amount) {
        Map<CacheMetric, LongAdder> adders = operation == null ? outside : during.get(operation);
        if (adders != null) {
            LongAdder adder = adders.get(metric);
            if (adder != null) {
                adder.add(amount);
            }
        }
        if (listener != null) {
            try {
                listener.counted(level, metric, operation, amount);
            } catch (RuntimeException e) {
                log.warn("The cache listener {} failed", listener.getClass().getName(), e);
            }
        }
    }

    /** What was counted, with what the cache says of its present state. */
    CacheStatistics statistics(Map<CacheMetric, Long> gauges) {
        Map<CacheMetric, Long> totals = new EnumMap<>(CacheMetric.class);
        add(outside, totals);
        Map<Operation, Map<CacheMetric, Long>> operations = new EnumMap<>(Operation.class);
        during.forEach((operation, adders) -> {
            add(adders, totals);
            Map<CacheMetric, Long> counts = new EnumMap<>(CacheMetric.class);
            add(adders, counts);
            if (!counts.isEmpty()) {
                operations.put(operation, counts);
            }
        });
        totals.putAll(gauges);
        return new CacheStatistics(level, totals, operations);
    }

    private static void add(Map<CacheMetric, LongAdder> adders, Map<CacheMetric, Long> counts) {
        adders.forEach((metric, adder) -> {
            long count = adder.sum();
            if (count != 0) {
                counts.merge(metric, count, Long::sum);
            }
        });
    }
}
