package io.github.mem0j.examples.service;

import io.github.mem0j.observation.Observation;
import io.github.mem0j.observation.OperationEvent;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What took how long: of each request, and of the latest calls of each layer. A layer's time includes those inside it.
 * Layers, outermost first: {@code request}, in it {@code embedder} and {@code stack}, in that one {@code redis}, in that one
 * {@code store}.
 */
final class LayerTimes {
    static final String REQUEST = "request";
    static final String EMBEDDER = "embedder";
    static final List<String> LAYERS = List.of(REQUEST, EMBEDDER, "stack", "redis", "store");

    private final Map<String, RecentTimes> recent;

    /** Of the request that this thread answers; null outside of any. */
    private static final ThreadLocal<@Nullable Map<String, Long>> CURRENT = new ThreadLocal<>();

    LayerTimes() {
        Map<String, RecentTimes> all = new LinkedHashMap<>();
        LAYERS.forEach(layer -> all.put(layer, new RecentTimes()));
        recent = Collections.unmodifiableMap(all);
    }

    Map<String, RecentTimes> recent() {
        return recent;
    }

    /** The observation of a whole stack, which logs what is slow and counts. */
    Observation stack() {
        return Observation.builder().listener(this::observed).build();
    }

    /** One within it. */
    Observation within(String layer) {
        return Observation.builder().name(layer).listener(this::observed).build();
    }

    private void observed(OperationEvent event) {
        if (!event.operation().equals("ping")) { // nobody waits for these
            add(event.observation(), event.nanos());
        }
    }

    void add(String layer, long nanos) {
        RecentTimes times = recent.get(layer);
        if (times != null) {
            times.add(nanos);
        }
        Map<String, Long> own = CURRENT.get();
        if (own != null) {
            own.merge(layer, nanos, Long::sum);
        }
    }

    /** A request begins on this thread. */
    void begin() {
        CURRENT.set(new LinkedHashMap<>());
    }

    /** What this thread's request has taken so far, outermost layer first. */
    Map<String, Long> soFar() {
        Map<String, Long> own = CURRENT.get();
        Map<String, Long> ordered = new LinkedHashMap<>();
        for (String layer : own == null ? List.<String>of() : LAYERS) {
            if (own.containsKey(layer)) {
                ordered.put(layer, own.get(layer));
            }
        }
        return ordered;
    }

    void end() {
        CURRENT.remove();
    }
}
