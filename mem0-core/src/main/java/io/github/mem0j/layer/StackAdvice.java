package io.github.mem0j.layer;

import java.util.ArrayList;
import java.util.List;

/** What {@link MemoryStack} has to say about an order that keeps all guarantees, but not as well as another would. */
final class StackAdvice {
    private StackAdvice() {}

    /**
     * One sentence for each pair of layers in the wrong order.
     *
     * @param layers innermost first
     */
    static List<String> on(List<MemoryLayer> layers) {
        List<String> advice = new ArrayList<>();
        for (int outer = 1; outer < layers.size(); outer++) {
            for (int inner = 0; inner < outer; inner++) {
                on(layers.get(inner).kind(), layers.get(outer).kind(), advice);
            }
        }
        return advice;
    }

    private static void on(LayerKind inner, LayerKind outer, List<String> advice) {
        if (inner == LayerKind.RESILIENCE && outer == LayerKind.RESILIENCE) {
            advice.add("RESILIENCE twice: their retries multiply; keep the one next to the store");
        } else if (inner != LayerKind.OTHER && outer.compareTo(inner) < 0) {
            advice.add(outer + " around " + inner + ": " + loss(inner, outer) + "; it belongs below " + inner);
        }
    }

    private static String loss(LayerKind inner, LayerKind outer) {
        if (inner == LayerKind.OBSERVATION) {
            return "what it answers or refuses is not observed";
        }
        return switch (outer) {
            case RESILIENCE ->
                inner == LayerKind.BATCHING
                        ? "batches go to the store without it"
                        : "its circuit breaker does not hear of failures that the cache makes good, so that reads go on"
                                + " waiting for a store that is down, and once open it refuses what the cache could answer";
            case BATCHING -> "what the cache has waits for a batch";
            case LOCAL_CACHE -> "what the working set answers it keeps once more";
            default -> "each read asks a server before the heap, which does not hear of other JVMs' writes";
        };
    }
}
