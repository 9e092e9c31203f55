package io.github.mem0j.observation;

import io.github.mem0j.store.Degradation;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One operation that has ended. Immutable; with nothing in it that a memory, its owner or its id could be known by.
 *
 * @param observation the name of the {@link Observation} that saw it
 * @param operation {@code add}, {@code get}, {@code search}, {@code list}, {@code update}, {@code delete}, {@code relate},
 *     {@code related}, or the name of a method of {@link io.github.mem0j.store.StoreAdmin} or {@link io.github.mem0j.store.BulkStore}
 * @param nanos how long it took, in nanoseconds
 * @param outcome how it ended
 * @param source what answered, or null if nothing did and for operators' calls
 * @param age of the answer; zero if there is none
 * @param degradations of the answer; empty if there is none
 * @param asked how many memories, ids or relations were in the request, or its limit; 0 where it names no number
 * @param items how many hits, memories or nodes were answered, or memories or relations written or deleted; 0 if it failed
 * @param inside what named observations further inside took of it on the same thread, outermost first; what other threads
 *     did for it is unknown
 */
public record OperationEvent(
        String observation,
        String operation,
        long nanos,
        CallOutcome outcome,
        @Nullable String source,
        Duration age,
        Set<Degradation> degradations,
        int asked,
        long items,
        List<LayerTime> inside) {
    public OperationEvent {
        inside = List.copyOf(inside);
    }

    public Duration duration() {
        return Duration.ofNanos(nanos);
    }
}
