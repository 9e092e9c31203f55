package io.github.mem0j.resilience;

/**
 * A look at a bulkhead: {@link Resilience#bulkheadStatistics}. Immutable.
 *
 * @param underWay calls that have a place
 * @param waiting calls that wait for one, of all owners
 */
public record BulkheadStatistics(int underWay, int waiting) {}
