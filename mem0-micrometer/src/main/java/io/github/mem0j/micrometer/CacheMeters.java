package io.github.mem0j.micrometer;

import static io.github.mem0j.cache.CacheMetric.*;

import io.github.mem0j.cache.CacheAdmin;
import io.github.mem0j.cache.CacheMetric;
import io.github.mem0j.cache.CacheStatistics;
import io.github.mem0j.cache.CachingEmbedder;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.Operation;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Of the caches of a stack or of an embedder. */
final class CacheMeters {
    private static final Map<CacheMetric, String> RESULTS = Map.of(
            HITS,
            "hit",
            NEGATIVE_HITS,
            "negative",
            STALE_HITS,
            "stale",
            MISSES,
            "miss",
            FENCED,
            "fenced",
            BYPASSES,
            "bypass");
    private static final List<Operation> READS =
            List.of(Operation.GET, Operation.SEARCH, Operation.LIST, Operation.RELATED);

    private final Meters meters;
    private final Tags level;
    private final Supplier<CacheStatistics> look;

    private CacheMeters(Meters meters, String level, Supplier<CacheStatistics> look) {
        this.meters = meters;
        this.level = Tags.of("level", level);
        this.look = look;
    }

    static void bind(Meters meters, MemoryStore stack) {
        stack.unwrap(CacheAdmin.class).ifPresent(admin -> bind(meters, admin::statistics, true));
    }

    static void bind(Meters meters, CachingEmbedder embedder) {
        bind(meters, embedder::statistics, false);
    }

    private static void bind(Meters meters, Supplier<List<CacheStatistics>> source, boolean ofStore) {
        Supplier<List<CacheStatistics>> recent = new Recent<>(source);
        List<CacheStatistics> caches = recent.get();
        for (int i = 0; i < caches.size(); i++) {
            int index = i;
            CacheMeters cache = new CacheMeters(
                    meters, caches.get(i).level(), () -> recent.get().get(index));
            cache.requests(ofStore);
            cache.counters();
            cache.gauges(caches.get(i).totals());
        }
    }

    private void requests(boolean ofStore) {
        RESULTS.forEach((metric, result) -> {
            Tags tags = level.and("result", result);
            if (ofStore) {
                for (Operation read : READS) {
                    meters.counter(
                            "mem0.cache.requests",
                            "Reads, by what became of them",
                            tags.and("op", OperationMeters.lower(read)),
                            () -> look.get().get(metric, read));
                }
            } else {
                meters.counter(
                        "mem0.cache.requests",
                        "Reads, by what became of them",
                        tags.and("op", "embed"),
                        () -> look.get().get(metric));
            }
        });
    }

    private void counters() {
        meters.timer("mem0.cache.load", "Loads", level, () -> get(LOADS), () -> get(LOAD_NANOS));
        count("mem0.cache.load.failures", "Loads that failed", LOAD_FAILURES);
        count("mem0.cache.joined", "Reads that waited for another's load", JOINED);
        count("mem0.cache.refreshes", "Loads ahead of the end of an answer", REFRESHES);
        count("mem0.cache.comparisons", "Comparisons with the store", COMPARISONS);
        count("mem0.cache.applied", "Own writes followed in place", APPLIED);
        count("mem0.cache.fill", "Loaded answers", "outcome", Map.of(STORED, "stored", REFUSED, "refused"));
        count("mem0.cache.fill", "Loaded answers", "outcome", Map.of(OVERSIZE, "oversize", STORE_FAILURES, "error"));
        count("mem0.cache.evictions", "Entries that went for lack of room", EVICTIONS);
        count(
                "mem0.cache.invalidations",
                "Ends of generations",
                "way",
                Map.of(SENT, "sent", RECEIVED, "received", FAILED, "failed"));
        count("mem0.cache.redis.failures", "Calls to Redis that failed or were not made", REDIS_FAILURES);
        count("mem0.cache.flushes", "Times that all entries were given up", FLUSHES);
        count(
                "mem0.cache.unreadable",
                "Entries in Redis that could not be read",
                "reason",
                Map.of(CORRUPT, "corrupt", SCHEMA, "schema", FOREIGN, "foreign"));
    }

    /** Those that this cache has; they are in its figures even if zero. */
    private void gauges(Map<CacheMetric, Long> present) {
        gauge(present, BYTES, "mem0.cache.bytes", "bytes", "Bytes held, as the cache reckons");
        gauge(present, ENTRIES, "mem0.cache.entries", null, "Entries held");
        gauge(present, PENDING, "mem0.cache.pending", null, "Owners of whose writes Redis is still to be told");
        gauge(present, REDIS_UP, "mem0.cache.redis.up", null, "Whether Redis is trusted: 1 or 0");
        gauge(present, LEASE_LIVE, "mem0.cache.lease.live", null, "Whether others' writes are heard of: 1 or 0");
        time(present, OLDEST_PENDING_MILLIS, "mem0.cache.pending.oldest", "How long the first has been waiting");
        time(present, LEASE_AGE_MILLIS, "mem0.cache.lease.age", "Since the last proof that others are heard");
    }

    private long get(CacheMetric metric) {
        return look.get().get(metric);
    }

    private void count(String name, String description, CacheMetric metric) {
        meters.counter(name, description, level, () -> get(metric));
    }

    private void count(String name, String description, String key, Map<CacheMetric, String> values) {
        values.forEach((metric, value) -> meters.counter(name, description, level.and(key, value), () -> get(metric)));
    }

    private void gauge(
            Map<CacheMetric, Long> present,
            CacheMetric metric,
            String name,
            @Nullable String unit,
            String description) {
        if (present.containsKey(metric)) {
            meters.gauge(name, description, unit, level, () -> get(metric));
        }
    }

    private void time(Map<CacheMetric, Long> present, CacheMetric metric, String name, String description) {
        if (present.containsKey(metric)) {
            meters.time(name, description, level, () -> get(metric));
        }
    }
}
