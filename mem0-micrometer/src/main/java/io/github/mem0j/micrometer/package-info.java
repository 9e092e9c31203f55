/**
 * Stores, caches, pools and breakers in <a href="https://micrometer.io">Micrometer</a>; docs/metrics.md has all names. No
 * meter, tag or observation holds a user, an id or a text. Thread-safe.
 *
 * <pre>{@code
 * OperationMeters operations = OperationMeters.in(registry);
 * MemoryStore stack = MemoryStack.over(store)
 *         .layer(resilience)
 *         .layer(cache)
 *         .layer(Observation.builder().listener(operations).build())
 *         .build();
 * StackMeters meters = StackMeters.builder(stack).resilience(resilience).build();
 * meters.bindTo(registry);
 * }</pre>
 */
@NullMarked
package io.github.mem0j.micrometer;

import org.jspecify.annotations.NullMarked;
