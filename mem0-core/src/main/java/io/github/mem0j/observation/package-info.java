/**
 * What a stack of layers does, for those who run it: a listener for each operation, a log of slow ones, and a snapshot
 * with quantiles. No memory text, id, owner or embedding is in any of them. Thread-safe.
 *
 * <pre>{@code
 * MemoryStore observed = MemoryStack.over(backend).layer(inner).layer(Observation.defaults()).build();
 * String table = ObservationAdmin.of(observed).statistics().get(0).table();
 * }</pre>
 */
@NullMarked
package io.github.mem0j.observation;

import org.jspecify.annotations.NullMarked;
