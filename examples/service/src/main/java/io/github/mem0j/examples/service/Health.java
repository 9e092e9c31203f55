package io.github.mem0j.examples.service;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.mem0j.batching.BatchingStatistics;
import io.github.mem0j.cache.CacheAdmin;
import io.github.mem0j.cache.CacheMetric;
import io.github.mem0j.cache.CacheStatistics;
import io.github.mem0j.observation.ObservationAdmin;
import io.github.mem0j.observation.ObservationStatistics;
import io.github.mem0j.observation.OperationStatistics;
import io.github.mem0j.pgvector.PoolStatistics;
import io.github.mem0j.resilience.CircuitBreaker;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@code GET /health} tells. It asks no server: {@link ServerWatch} does, once a second. */
final class Health {
    private final Stack stack;
    private final LayerTimes times;

    Health(Stack stack, LayerTimes times) {
        this.stack = stack;
        this.times = times;
    }

    /** 200, or 503 while the store is down, for load balancers; without Redis the service is slower, not down. */
    Reply reply() {
        ObjectNode health = Body.JSON.createObjectNode();
        boolean storeDown = false;
        boolean anyDown = false;
        ArrayNode servers = Body.JSON.createArrayNode();
        for (ServerWatch watch : stack.watches) {
            ServerWatch.State state = watch.state();
            anyDown |= !state.up();
            storeDown |= !state.up() && state.server().equals("postgres");
            servers.addObject()
                    .put("server", state.server())
                    .put("state", state.up() ? "up" : "down")
                    .put("since", state.since().toString())
                    .put("ping_ms", state.pingMillis());
        }
        if (stack.watches.stream().noneMatch(watch -> watch.state().server().equals("postgres"))) {
            servers.addObject().put("server", "embedded").put("state", "up");
        }
        health.put("status", storeDown ? "down" : anyDown ? "degraded" : "up");
        health.set("servers", servers);
        health.set("breakers", breakers());
        health.set("layers", layers());
        health.set("caches", caches());
        health.set("operations", operations());
        stack.store.unwrap(PoolStatistics.class).ifPresent(pool -> health.set("pool", pool(pool)));
        stack.store
                .unwrap(BatchingStatistics.class)
                .ifPresent(batching -> health.putObject("batching")
                        .put("adds_alone", batching.adds().alone())
                        .put("adds_batched", batching.adds().batched())
                        .put("batches", batching.adds().batches())
                        .put("queued", batching.adds().queued()));
        return Reply.json(storeDown ? 503 : 200, health);
    }

    private ArrayNode breakers() {
        ArrayNode breakers = Body.JSON.createArrayNode();
        for (CircuitBreaker breaker : stack.breakers) {
            CircuitBreaker.Change change = breaker.lastChange();
            breakers.addObject()
                    .put("breaker", breaker.name())
                    .put("state", breaker.state().name().toLowerCase(Locale.ROOT))
                    .put("since", change.at().toString())
                    .put("reason", change.reason());
        }
        return breakers;
    }

    private ArrayNode layers() {
        ArrayNode layers = Body.JSON.createArrayNode();
        times.recent().forEach((layer, recent) -> {
            double[] millis = recent.millis(0.5, 0.95, 0.99);
            layers.addObject()
                    .put("layer", layer)
                    .put("calls", recent.calls())
                    .put("p50_ms", millis[0])
                    .put("p95_ms", millis[1])
                    .put("p99_ms", millis[2]);
        });
        return layers;
    }

    private ArrayNode caches() {
        List<CacheStatistics> all = new ArrayList<>(CacheAdmin.of(stack.store).statistics());
        all.addAll(stack.embedder.statistics());
        ArrayNode caches = Body.JSON.createArrayNode();
        for (CacheStatistics cache : all) {
            long hits = cache.get(CacheMetric.HITS)
                    + cache.get(CacheMetric.NEGATIVE_HITS)
                    + cache.get(CacheMetric.STALE_HITS);
            long asked = hits
                    + cache.get(CacheMetric.MISSES)
                    + cache.get(CacheMetric.FENCED)
                    + cache.get(CacheMetric.BYPASSES);
            ObjectNode node = caches.addObject()
                    .put("cache", cache.level())
                    .put("asked", asked)
                    .put("hits", hits)
                    .put("stale_hits", cache.get(CacheMetric.STALE_HITS))
                    .put("entries", cache.get(CacheMetric.ENTRIES))
                    .put("bytes", cache.get(CacheMetric.BYTES));
            if (asked > 0) {
                node.put("hit_ratio", (double) hits / asked);
            }
        }
        return caches;
    }

    private ArrayNode operations() {
        ArrayNode operations = Body.JSON.createArrayNode();
        ObservationStatistics outermost =
                ObservationAdmin.of(stack.store).statistics().get(0);
        for (OperationStatistics of : outermost.operations()) {
            operations
                    .addObject()
                    .put("operation", of.operation())
                    .put("calls", of.count())
                    .put("failed", of.failed().count())
                    .put("degraded", of.degraded())
                    .put("slow", of.slow())
                    .put("p50_ms", of.answered().p50().toNanos() / 1e6)
                    .put("p99_ms", of.answered().p99().toNanos() / 1e6);
        }
        return operations;
    }

    private static ObjectNode pool(PoolStatistics pool) {
        return Body.JSON
                .createObjectNode()
                .put("active", pool.active())
                .put("idle", pool.idle())
                .put("total", pool.total())
                .put("waiting", pool.waiting())
                .put("acquisitions", pool.acquisitions())
                .put("slow_acquisitions", pool.slowAcquisitions())
                .put("failures", pool.failures())
                .put("longest_wait_ms", pool.longestWait().toNanos() / 1e6);
    }
}
